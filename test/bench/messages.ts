// npm run bench:messages -- [--peer OTHER/dist/src/cli/main.js] [--count 3000] [--rounds 5]
// Messages a second that a gateway accepts and answers, and its CPU time for each: as it is, with queue.fsync, and of another
// build, one after the other in each round. A message is answered by a model server, or skipped for want of text.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { startModelServer } from '../../src/demo/model-server/index.ts';
import { ENTRY } from '../harness/throughline.ts';

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    count: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '5' },
  },
});
const COUNT = Number(values.count);
const ROUNDS = Number(values.rounds);
const CONNECTIONS = 32;
const TOKEN = 'token-of-the-bench';
/** Of `/proc/<pid>/stat`, in hertz. */
const TICKS = 100;

interface Candidate {
  readonly name: string;
  readonly entry: string;
  readonly queue: Readonly<Record<string, unknown>>;
}

interface Measured {
  readonly perSecond: number;
  /** Milliseconds of CPU time for a message. */
  readonly cpuMs: number;
}

const candidates: readonly Candidate[] = [
  ...(values.peer === undefined ? [] : [{ name: 'other build', entry: values.peer, queue: {} }]),
  { name: 'as it is', entry: ENTRY, queue: {} },
  { name: 'queue.fsync', entry: ENTRY, queue: { fsync: true } },
];
const children = new Set<ChildProcess>();
const folders: string[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const model = await startModelServer();
try {
  for (const [title, text] of [
    ['answered by a model', 'hello'],
    ['skipped, without a model call', ' '],
  ] as const) {
    const all = new Map<string, Measured[]>();
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const candidate of candidates) {
        const measured = await measure(candidate, text);
        all.set(candidate.name, [...(all.get(candidate.name) ?? []), measured]);
      }
    }
    process.stdout.write(`${title}: ${COUNT} messages, median of ${ROUNDS} rounds\n`);
    for (const [name, list] of all) {
      const perSecond = median(list.map((one) => one.perSecond));
      const cpuMs = median(list.map((one) => one.cpuMs));
      process.stdout.write(
        `  ${name.padEnd(12)} ${perSecond.toFixed(0).padStart(6)} a second  ${cpuMs.toFixed(3)} ms of CPU time each\n`,
      );
    }
  }
} finally {
  await model.close();
}

async function measure({ entry, queue }: Candidate, text: string): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  folders.push(folder);
  const config = {
    gateway: { port: 0, auth: { token: TOKEN } },
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }] } } },
    agents: { defaults: { model: { primary: 'main/large' } } },
    channels: { webhook: { webhookToken: TOKEN } },
    queue: { lanes: { main: { concurrency: CONNECTIONS, maxDepth: COUNT * 2 } }, ...queue },
    session: { maxHistoryMessages: 2 },
  };
  writeFileSync(join(folder, 'openclaw.json'), JSON.stringify(config));
  const args = [
    'gateway',
    '--config',
    join(folder, 'openclaw.json'),
    '--home',
    folder,
    '--workspace',
    folder,
  ];
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the gateway ended')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { url: found } = JSON.parse(line) as { url?: string };
      if (found !== undefined) resolve(found);
    });
  });
  const pool = new Pool(url, { connections: CONNECTIONS });
  try {
    await run(pool, text, COUNT / 3);
    const [cpu, begun] = [cpuOf(child), performance.now()];
    await run(pool, text, COUNT);
    const seconds = (performance.now() - begun) / 1_000;
    return { perSecond: COUNT / seconds, cpuMs: (cpuOf(child) - cpu) / COUNT };
  } finally {
    await pool.destroy();
    child.removeAllListeners('exit');
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    children.delete(child);
  }
}

/** Sends so many messages, and waits until all have ended. */
async function run(pool: Pool, text: string, count: number): Promise<void> {
  const authorization = `Bearer ${TOKEN}`;
  let sent = 0;
  const sender = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      const body = JSON.stringify({ chatId: String(sent % 500), text });
      const headers = { authorization, 'content-type': 'application/json' };
      const response = await pool.request({ method: 'POST', path: '/webhooks/webhook', headers, body });
      await response.body.dump();
      if (response.statusCode !== 202) throw new Error(`answered ${response.statusCode}`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, sender));
  for (;;) {
    const response = await pool.request({ method: 'GET', path: '/api/status', headers: { authorization } });
    const { sessions } = (await response.body.json()) as { sessions: { idle: number; total: number } };
    if (sessions.idle === sessions.total) return;
    await sleep(5);
  }
}

/** CPU time of a process in milliseconds. */
function cpuOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
