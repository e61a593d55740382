import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Job } from './jobs.ts';
import type { ContractChoice, Performed } from './perform.ts';
import type { Request, Response } from './worker.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
const NOTHING: Performed = { findings: [], statuses: [], notUnderstood: [] };

export interface Limits {
  /** For one run. */
  readonly seconds: number;
  /** Of the heap of the process that runs all jobs. */
  readonly mib: number;
}

/** What became of one job under one contract. */
export interface Run extends Performed {
  readonly job: Job;
  readonly contract: ContractChoice;
  readonly outcome: 'done' | 'crash' | 'time-out';
  readonly error: string | undefined;
  readonly seconds: number;
  /** Resident memory of the process after it. */
  readonly mib: number;
}

/** Runs all jobs in one process, which is replaced where a job does not end or ends the process. */
export async function runJobs(
  wanted: readonly Pick<Request, 'job' | 'contract'>[],
  limits: Limits,
  onRun: (run: Run) => void,
): Promise<Run[]> {
  const work = await mkdtemp(join(tmpdir(), 'throughline-corpus-'));
  const runs: Run[] = [];
  let child: ChildProcess | undefined;
  try {
    for (const { job, contract } of wanted) {
      child ??= await start(limits);
      const begun = performance.now();
      const response = await ask(child, { job, contract, work }, limits.seconds);
      const run = { job, contract, ...resultOf(response), seconds: (performance.now() - begun) / 1_000 };
      if (response === 'time-out' || !child.connected) {
        child.kill('SIGKILL');
        child = undefined;
      }
      runs.push(run);
      onRun(run);
    }
    return runs;
  } finally {
    child?.kill('SIGKILL');
    await rm(work, { recursive: true, force: true });
  }
}

function resultOf(response: Response | 'time-out'): Omit<Run, 'job' | 'contract' | 'seconds'> {
  const base = { ...NOTHING, error: undefined, mib: 0 };
  if (response === 'time-out') return { ...base, outcome: 'time-out' };
  switch (response.kind) {
    case 'done':
      return { ...base, ...response.performed, mib: response.mib, outcome: 'done' };
    case 'crash':
      return { ...base, error: response.error, outcome: 'crash' };
    case 'ready':
      return { ...base, error: 'the process started again', outcome: 'crash' };
  }
}

async function start({ mib }: Limits): Promise<ChildProcess> {
  const child = fork(WORKER, { execArgv: ['--import', 'tsx', `--max-old-space-size=${mib}`] });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) =>
      reject(new Error(`the process of the corpus ended with ${code} at its start`)),
    );
  });
  child.removeAllListeners('exit');
  return child;
}

function ask(child: ChildProcess, request: Request, seconds: number): Promise<Response | 'time-out'> {
  return new Promise((resolve) => {
    const settle = (response: Response | 'time-out'): void => {
      clearTimeout(timer);
      child.removeAllListeners('message').removeAllListeners('exit');
      resolve(response);
    };
    const timer = setTimeout(() => settle('time-out'), seconds * 1_000);
    child.once('message', (response: Response) => settle(response));
    child.once('exit', (code, signal) =>
      settle({ kind: 'crash', error: `the process ended with ${signal ?? `exit code ${code}`}` }),
    );
    child.send(request);
  });
}
