import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { describeServers, serverSpec, thisMachine } from '../../testbed/servers/index.ts';
import { ENTRY } from '../integration/throughline.ts';
import type { ServerState } from './schedule.ts';

/** Servers of a run, found at once or built one after the other while stages run. */
export interface ServerBuilds {
  /** By the ids that were asked for. */
  states(): ReadonlyMap<string, ServerState>;
  /** Whether each was there at the start. */
  readonly warm: boolean;
  /** Resolves when the next server is there, or cannot be had. */
  next(): Promise<void>;
  /** Ends a build that still runs. */
  stop(): void;
}

export async function buildServers(
  ids: readonly string[],
  print: (line: string) => void,
): Promise<ServerBuilds> {
  const rows = new Map((await describeServers(thisMachine())).map((row) => [row.id, row]));
  const states = new Map<string, ServerState>();
  const missing: string[] = [];
  let wait = 0;
  for (const id of ids) {
    const { id: own, source } = serverSpec(id);
    if (rows.get(own)?.state === 'here') states.set(id, { state: 'here' });
    else {
      wait += source.coldSeconds;
      missing.push(id);
      states.set(id, { state: 'coming', seconds: wait });
    }
  }
  let announce: () => void = () => undefined;
  let next = new Promise<void>((resolve) => (announce = resolve));
  let child: ReturnType<typeof spawn> | undefined;
  let isStopped = false;

  const build = (id: string): Promise<{ code: number | null; log: string }> =>
    new Promise((resolve) => {
      let log = '';
      child = spawn(process.execPath, [ENTRY, 'lab', 'servers', id], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, CI: 'true' },
      });
      // Tests that run beside a build must not starve.
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk: Buffer) => {
          log = (log + chunk.toString()).slice(-4_000);
        });
      }
      child.once('close', (code) => resolve({ code, log }));
    });

  const work = async (): Promise<void> => {
    for (const id of missing) {
      if (isStopped) return;
      const begun = performance.now();
      const { code, log } = await build(id);
      const seconds = Math.round((performance.now() - begun) / 1_000);
      if (code === 0) {
        states.set(id, { state: 'here' });
        print(`server ${id}: built in ${seconds} s`);
      } else {
        states.set(id, { state: 'failed', why: log.trim().split('\n').at(-1) ?? 'its build ended' });
        if (!isStopped) print(`server ${id}: not to be had after ${seconds} s\n${log}`);
      }
      announce();
      next = new Promise<void>((resolve) => (announce = resolve));
    }
  };
  void work();
  return {
    states: () => states,
    warm: missing.length === 0,
    next: () => next,
    stop: () => {
      isStopped = true;
      child?.kill('SIGTERM');
    },
  };
}
