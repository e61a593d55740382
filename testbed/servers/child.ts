import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../src/shared/text/error-code.ts';
import { ServerError } from './error.ts';
import { endWithParent } from './end-with-parent.ts';

/** Time for a clean end. */
const GRACE_MS = 10_000;

export interface Child {
  readonly pid: number;
  readonly logs: () => string;
  /** How it ended; undefined while it runs. */
  readonly ended: () => string | undefined;
  readonly stop: () => Promise<void>;
}

interface LaunchOptions {
  /** False: the process gets only the variables named here. */
  readonly inherits?: boolean;
  /** Text in its environment, by which processes that leave its group are killed when this process ends. */
  readonly mark?: string;
}

/**
 * Starts a process that works in `folder` and prints to a file there. It is killed when this process ends, and the folder is
 * removed.
 * @throws ServerError `bad-binary` if the file cannot be run
 */
export async function launch(
  path: string,
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>>,
  { inherits = true, mark }: LaunchOptions = {},
): Promise<Child> {
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'a');
  const child = spawn(path, args, {
    cwd: folder,
    env: inherits ? { ...process.env, ...env } : { ...env },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (error) =>
      reject(new ServerError('bad-binary', `Cannot run ${path}: ${error.message}`)),
    );
  });
  const release = endWithParent(pid, folder, mark);
  let ending: string | undefined;
  const exit = new Promise<void>((resolve) => {
    child.once('exit', (code, by) => {
      ending = `ended with ${by ?? `exit code ${code}`}`;
      resolve();
    });
  });
  const printed = (): string => readFileSync(logFile, 'utf8');
  let finalLog: string | undefined;

  const end = async (): Promise<void> => {
    if (ending === undefined) {
      signal(pid, 'SIGTERM');
      const grace = new AbortController();
      await Promise.race([exit, sleep(GRACE_MS, undefined, { signal: grace.signal }).catch(() => {})]);
      grace.abort();
      if (ending === undefined) signal(pid, 'SIGKILL');
      await exit;
    }
    release();
    finalLog = printed();
  };
  let stopping: Promise<void> | undefined;
  return {
    pid,
    logs: () => finalLog ?? printed(),
    ended: () => ending,
    stop: () => (stopping ??= end()),
  };
}

/** Signals the whole group, unless it is already gone. */
function signal(processGroup: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(-processGroup, name);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
