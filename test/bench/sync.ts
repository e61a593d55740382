// Latency, memory and idle CPU of the built `throughline sync`, in a cgroup of 64 MiB where one can be made.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectConfigMap } from '../../src/demo/mount/index.ts';
import { startSyncProcess, type SyncProcess } from '../harness/sync-process.ts';
import { containerOf, memoryLines } from './container.ts';
import { timesLine } from './times.ts';

const EDITS = 100;
const IDLE_MS = 10_000;
const MANIFEST = readFileSync(new URL('../../examples/configmap-openclaw.yaml', import.meta.url), 'utf8');

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const manifest = (edit: number): string => MANIFEST.replace('30000', String(30_000 + edit));

const root = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
const volume = join(root, 'volume');
const target = join(root, 'state', 'openclaw.json');
mkdirSync(join(root, 'state'));

const container = containerOf(root, print);
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
await projectConfigMap(manifest(0), volume);
const sync = startSyncProcess(
  ['--from', join(volume, 'openclaw.json'), '--to', target, '--status-port', '0', ...process.argv.slice(2)],
  container,
);
try {
  await carried(0);
  await measureLatency();
  await measureIdle(sync);
  for (const line of memoryLines(sync.child, container)) print(line);
} finally {
  await sync.end('SIGTERM');
  await container.cgroup?.remove();
  rmSync(root, { recursive: true });
}

/** Resolves when the target holds an edit. */
async function carried(edit: number): Promise<void> {
  const marker = `"flushIntervalMs": ${30_000 + edit}`;
  const holds = (): boolean => {
    try {
      return readFileSync(target, 'utf8').includes(marker);
    } catch {
      return false;
    }
  };
  await new Promise<void>((resolve, reject) => {
    const watcher = watch(join(root, 'state'), check);
    const given = setTimeout(() => finish(new Error(`edit ${edit} was not carried over in 20 s`)), 20_000);
    ended.signal.addEventListener('abort', () => finish(new Error('interrupted')), { once: true });
    function check(): void {
      if (holds()) finish();
    }
    function finish(error?: Error): void {
      watcher.close();
      clearTimeout(given);
      if (error) reject(error);
      else resolve();
    }
    check();
  });
}

async function measureLatency(): Promise<void> {
  const times: number[] = [];
  for (let edit = 1; edit <= EDITS; edit++) {
    await sleep(100);
    const start = performance.now();
    await projectConfigMap(manifest(edit), volume);
    await carried(edit);
    times.push(performance.now() - start);
  }
  print(`mounted file edited → target rewritten, ${EDITS} edits: ${timesLine(times)}`);
}

async function measureIdle(process: SyncProcess): Promise<void> {
  await sleep(1_000);
  const before = cpuMs(process);
  await sleep(IDLE_MS);
  const used = cpuMs(process) - before;
  print(
    `CPU while idle: ${used} ms in ${IDLE_MS / 1000} s (${((used / IDLE_MS) * 100).toFixed(2)} % of a core)`,
  );
}

/** User and system time; the kernel counts it in ticks of 10 ms. */
function cpuMs({ child }: SyncProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
