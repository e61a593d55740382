import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The built command line, so that the tests run what ships. */
export const ENTRY = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `throughline …` to its end. */
export function throughline(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', ...options.env };
    execFile(
      process.execPath,
      [ENTRY, ...args],
      { maxBuffer: 1 << 26, ...options, env },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}
