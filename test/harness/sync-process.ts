import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { type SyncStatus, syncStatusSchema } from '../../src/shared/protocol/sync-status.ts';
import { ENTRY } from './throughline.ts';

export interface SyncProcess {
  readonly child: ChildProcess;
  /** Lines of stdout and stderr so far. */
  readonly lines: readonly string[];
  /** The response of `/status`; the process needs `--status-port 0`. */
  status(): Promise<SyncStatus>;
  /** Sends a signal and resolves to the exit code, null if the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Special ways to start the process. */
export interface SyncProcessOptions {
  /** A command in front, such as one that creates a mount namespace. */
  readonly prefix?: readonly string[];
  /** Path of the node that runs it. */
  readonly node?: string;
}

/** Starts the built `throughline sync` as a process. */
export function startSyncProcess(args: readonly string[], options: SyncProcessOptions = {}): SyncProcess {
  const [command = '', ...rest] = [
    ...(options.prefix ?? []),
    options.node ?? process.execPath,
    ENTRY,
    'sync',
    ...args,
  ];
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'close') as Promise<[number | null]>;
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  return {
    child,
    lines,
    async status() {
      const url = lines.map((line) => /status at (\S+)/.exec(line)?.[1]).find((found) => found !== undefined);
      if (url === undefined) throw new Error(`no status server yet: ${lines.join('\n')}`);
      return syncStatusSchema.parse(await (await fetch(url)).json());
    },
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return (await ended)[0];
    },
  };
}

/** Runs the built `throughline sync` to its end. */
export async function runSync(args: readonly string[]): Promise<{ code: number | null; output: string }> {
  const sync = startSyncProcess(args);
  const [code] = (await once(sync.child, 'close')) as [number | null];
  return { code, output: sync.lines.join('\n') };
}
