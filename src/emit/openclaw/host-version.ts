import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { OpenClawApi } from './openclaw.ts';

/**
 * The version of the OpenClaw that runs this plugin: as it says itself, else of the package that holds the program
 * which was started. Undefined where neither shows it: 2026.2.19 says "unknown".
 *
 * @param program path of the program, `process.argv[1]`
 */
export function hostVersion(
  { runtime }: Pick<OpenClawApi, 'runtime'>,
  program = process.argv[1],
): string | undefined {
  const said = runtime?.version;
  if (said !== undefined && /^\d/.test(said)) return said;
  return program === undefined ? undefined : packageVersion(program);
}

function packageVersion(program: string): string | undefined {
  let folder: string;
  try {
    folder = dirname(realpathSync(program));
  } catch {
    return undefined;
  }
  for (;;) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: string;
        version?: string;
      };
      if (name === 'openclaw') return version;
    } catch {
      // None here: look in the parent folder.
    }
    const above = dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
}
