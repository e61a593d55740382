import { join } from 'node:path';
import { errorCode } from '../../src/shared/text/error-code.ts';
import { ServerError } from './error.ts';
import { run } from './run.ts';

/** The oldest Go that builds every server of the table. */
const OLDEST = { major: 1, minor: 26 };
/** The end of a failing command's output has the reason. */
const LAST_LINES = 12;

/** Runs `go` and returns its output; each line on stderr is also passed on as it comes. */
export type Go = (args: readonly string[], onLine?: (line: string) => void) => Promise<string>;

/**
 * Runs Go in `folder`, with the caller's environment (GOPROXY, GOFLAGS and so on).
 * @throws ServerError `go-missing` if Go is missing or too old; the returned function throws `build`
 */
export async function goIn(folder: string, env: NodeJS.ProcessEnv, onAbsence: string): Promise<Go> {
  const inFolder = {
    cwd: folder,
    // A go.work in a parent folder would replace the dependencies.
    env: { ...env, GOWORK: 'off', GOTMPDIR: env['GOTMPDIR'] || join(folder, 'tmp') },
  };
  const go: Go = async (args, onLine) => {
    const { code, stdout, stderr } = await run('go', args, {
      ...inFolder,
      ...(onLine === undefined ? {} : { onLine }),
    });
    if (code === 0) return stdout;
    const said = `${stderr}${stdout}`.trimEnd().split('\n').slice(-LAST_LINES).join('\n  ');
    throw new ServerError('build', `go ${args[0]} failed:\n  ${said}`);
  };
  const version = await go(['env', 'GOVERSION']).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (version === undefined || !isNewEnough(version)) {
    const found = version === undefined ? 'there is no go on PATH' : `this is ${version.trim()}`;
    throw new ServerError(
      'go-missing',
      `Go ${OLDEST.major}.${OLDEST.minor} or newer is needed, and ${found}: get it from https://go.dev/dl, or ${onAbsence}.`,
    );
  }
  return go;
}

/** Whether the output of `go env GOVERSION` is new enough; a Go built from its newest source prints `devel`. */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return version.startsWith('devel');
  return Number(major) > OLDEST.major || (Number(major) === OLDEST.major && Number(minor) >= OLDEST.minor);
}
