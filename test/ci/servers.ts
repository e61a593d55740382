import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { describeServers, programSpec, thisMachine } from '../../testbed/servers/index.ts';
import { type Build, secondsLeft } from './build-estimate.ts';
import { ENTRY } from '../harness/throughline.ts';
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
  const missing: Build[] = [];
  for (const id of ids) {
    const { id: own, source } = programSpec(id);
    if (rows.get(own)?.state === 'here') states.set(id, { state: 'here' });
    else missing.push({ id, coldSeconds: source.coldSeconds });
  }
  const isWarm = missing.length === 0;
  const built: (Build & { seconds: number })[] = [];
  let begun = performance.now();
  let announce: () => void = () => undefined;
  let changed = new Promise<void>((resolve) => (announce = resolve));
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
    for (let next = missing[0]; next; next = missing[0]) {
      if (isStopped) return;
      const { id } = next;
      begun = performance.now();
      const { code, log } = await build(id);
      const seconds = Math.round((performance.now() - begun) / 1_000);
      missing.shift();
      built.push({ ...next, seconds });
      if (code === 0) {
        states.set(id, { state: 'here' });
        print(`server ${id}: built in ${seconds} s`);
      } else {
        states.set(id, { state: 'failed', why: log.trim().split('\n').at(-1) ?? 'its build ended' });
        if (!isStopped) print(`server ${id}: not to be had after ${seconds} s\n${log}`);
      }
      announce();
      changed = new Promise<void>((resolve) => (announce = resolve));
    }
  };
  void work();
  return {
    states: () => {
      const seconds = secondsLeft({ left: missing, running: (performance.now() - begun) / 1_000, built });
      const coming = [...seconds].map(([id, left]) => [id, { state: 'coming', seconds: left }] as const);
      return new Map<string, ServerState>([...states, ...coming]);
    },
    warm: isWarm,
    next: () => changed,
    stop: () => {
      isStopped = true;
      child?.kill('SIGTERM');
    },
  };
}
