import { join } from 'node:path';
import { errorCode } from '../../src/shared/text/error-code.ts';
import { ServerError } from './error.ts';
import { run } from './run.ts';

/** The oldest Go that builds every server of the table. */
const OLDEST = { major: 1, minor: 26 };
/** Of what a failing command said, the end is what tells. */
const LAST_LINES = 12;

/** Runs `go` and answers what it printed; each line on stderr is also handed on as it comes. */
export type Go = (args: readonly string[], onLine?: (line: string) => void) => Promise<string>;

/**
 * Go at work in `folder`, with the caller's environment (GOPROXY, GOFLAGS and the like).
 * @throws ServerError `go-missing` where there is none, or an older one; the Go itself throws `build`.
 */
export async function goIn(folder: string, env: NodeJS.ProcessEnv, onAbsence: string): Promise<Go> {
  const inFolder = {
    cwd: folder,
    // A go.work in a folder above would take the dependencies over.
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
    const found = version === undefined ? 'there is no go on PATH' : `here is ${version.trim()}`;
    throw new ServerError(
      'go-missing',
      `Go ${OLDEST.major}.${OLDEST.minor} or newer is needed, and ${found}: get it from https://go.dev/dl, or ${onAbsence}.`,
    );
  }
  return go;
}

/** Whether what `go env GOVERSION` prints is new enough; a Go built from its newest source says `devel`. */
export function isNewEnough(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return version.startsWith('devel');
  return Number(major) > OLDEST.major || (Number(major) === OLDEST.major && Number(minor) >= OLDEST.minor);
}
