import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A command of this project that runs as a separate process. */
export interface RunningCommand {
  readonly pid: number;
  /** Lines of its standard output and error so far. */
  readonly lines: readonly string[];
  /** Waits for a line with a value, and returns the value. @throws {Error} where the process ends before */
  find<T>(pick: (line: string) => T | undefined): Promise<T>;
  readonly ended: Promise<unknown>;
  /** SIGTERM, then SIGKILL after a while. @returns its exit code, null where it had to be killed */
  stop(): Promise<number | null>;
}

const KILL_AFTER_MS = 10_000;

/** Starts `throughline …`. It ends when this process ends. */
export function startCommand(entry: string, args: readonly string[], env: NodeJS.ProcessEnv): RunningCommand {
  const child = spawn(process.execPath, [entry, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        for (const listener of listeners) listener(line);
      }
    });
  }
  const endWithParent = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', endWithParent);
  const ended = once(child, 'close').then(() => process.off('exit', endWithParent));

  return {
    pid: child.pid ?? -1,
    lines,
    ended,
    find: (pick) =>
      new Promise((resolve, reject) => {
        const look = (line: string): void => {
          const found = pick(line);
          if (found === undefined) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        for (const line of lines) look(line);
        void ended.then(() =>
          reject(new Error(`throughline ${args[0]} ended: ${lines.slice(-5).join('\n')}`)),
        );
      }),
    stop: () => stop(child, ended),
  };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  await ended;
  clearTimeout(timer);
  return child.exitCode;
}
