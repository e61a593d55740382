// Latency, memory and idle CPU of the built `throughline sync`, in a cgroup of 64 MiB where one can be made.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectConfigMap } from '../../src/lab/mount/index.ts';
import { startSyncProcess, type SyncProcess } from '../integration/sync-process.ts';
import { makeMemoryCgroup, type MemoryCgroup } from './cgroup.ts';

const EDITS = 100;
const LIMIT_BYTES = 64 * 1024 * 1024;
const IDLE_MS = 10_000;
const MANIFEST = readFileSync(new URL('../../deploy/configmap-openclaw.yaml', import.meta.url), 'utf8');

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
const manifest = (edit: number): string => MANIFEST.replace('30000', String(30_000 + edit));

const root = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
const volume = join(root, 'volume');
const target = join(root, 'state', 'openclaw.json');
mkdirSync(join(root, 'state'));

const cgroup = tryCgroup();
const ended = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
await projectConfigMap(manifest(0), volume);
const sync = startSyncProcess(
  ['--from', join(volume, 'openclaw.json'), '--to', target, '--status-port', '0', ...process.argv.slice(2)],
  { prefix: cgroup?.prefix ?? [], node: cgroup ? ownNode() : process.execPath },
);
try {
  await carried(0);
  await measureLatency();
  await measureIdle(sync);
  printMemory(sync, cgroup);
} finally {
  await sync.end('SIGTERM');
  await cgroup?.remove();
  rmSync(root, { recursive: true });
}

function tryCgroup(): MemoryCgroup | undefined {
  try {
    return makeMemoryCgroup(LIMIT_BYTES, `throughline-bench-${process.pid}`);
  } catch (error) {
    print(`no cgroup can be made here (${error instanceof Error ? error.message : String(error)})`);
    return undefined;
  }
}

/**
 * A copy of node that is in no page cache. Pages of a file are charged to the cgroup that touches them first: those of
 * the machine's own node would be charged to somebody else, and the figure be too good.
 */
function ownNode(): string {
  const copy = join(root, 'node');
  execFileSync('dd', [`if=${process.execPath}`, `of=${copy}`, 'bs=1M', 'conv=fsync', 'status=none']);
  execFileSync('chmod', ['755', copy]);
  execFileSync('dd', [`if=${copy}`, 'iflag=nocache', 'count=0', 'status=none']);
  return copy;
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
  times.sort((a, b) => a - b);
  const at = (share: number): string => `${(times[Math.ceil(share * EDITS) - 1] ?? 0).toFixed(0)} ms`;
  print(
    `mounted file edited → target rewritten, ${EDITS} edits: p50 ${at(0.5)}, p95 ${at(0.95)}, max ${at(1)}`,
  );
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

function printMemory({ child }: SyncProcess, made: MemoryCgroup | undefined): void {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const of = (field: string): string =>
    mib(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) * 1024);
  print(`memory: RssAnon ${of('RssAnon')}, RSS ${of('VmRSS')} (highest ${of('VmHWM')})`);
  if (!made) return;
  const memory = made.read();
  print(
    `cgroup v${made.version} of ${mib(LIMIT_BYTES)}: anonymous ${mib(memory.anonymous)} + active file pages ` +
      `${mib(memory.activeFile)} = ${mib(memory.anonymous + memory.activeFile)}; ` +
      `working set as the kubelet counts it ${mib(memory.workingSet)}`,
  );
}
