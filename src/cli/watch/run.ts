import { setTimeout as sleep } from 'node:timers/promises';
import { textReport } from '../../prove/report/index.ts';
import type { Clock, Report } from '../../prove/index.ts';
import { exitCodeOf } from '../check/exit-code.ts';
import { openRounds } from '../check/round.ts';
import { coloursOn } from '../check/show.ts';
import { backend } from '../check/source-table/backend.ts';
import { config } from '../check/source-table/config.ts';
import { gateway } from '../check/source-table/gateway.ts';
import type { CheckFlags } from '../check/flags.ts';
import { whyNotListening } from '../listen-flag.ts';
import { readSettings } from '../settings/read.ts';
import { UsageError } from '../usage-error.ts';
import { changesBetween, isTurn } from './changes.ts';
import { exportFindings } from './export.ts';
import { runRounds } from './loop.ts';
import { startWatchServer } from './server.ts';
import { WatchRecord } from './state.ts';

/** After so many missed runs, and at least this time, the watch counts as stuck. */
const MISSED_RUNS = 3;
const LEAST_STALE_MS = 60_000;

/** The signal ended the run, not a fault. */
const ENDED = Symbol('ended');

/**
 * Checks again and again until the signal.
 *
 * @returns the exit code of the last run that reached a verdict; 3 where none did
 * @throws {UsageError} where the first run cannot be made
 */
export async function watch(
  flags: CheckFlags & { readonly watch: number },
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<number> {
  const record = new WatchRecord(Date.now());
  const clock: Clock = { now: Date.now, sleep: (ms) => sleep(ms, undefined, { signal }) };
  const settings = readSettings(flags.settings);
  const subject = [gateway, backend, config]
    .flatMap((source) => source.named(flags, settings) ?? [])
    .join(',');
  const findings =
    flags.watchExport === undefined
      ? undefined
      : exportFindings({ to: flags.watchExport, subject, state: record, env, log });
  const server = await serve(flags, record);
  let first = true;
  const round = async (): Promise<void> => {
    const startedAt = Date.now();
    const found = await unlessEnded(reportOf(flags, env, clock, signal).catch(failureOf), signal);
    if (found === ENDED) return;
    if (found instanceof UsageError && first) throw found;
    first = false;
    const before = record.report;
    const report = found instanceof UsageError ? undefined : found;
    record.ended(report, startedAt, Date.now());
    if (found instanceof UsageError) log('error', `this run could not be made: ${found.message}`);
    else print(flags, before, found);
    await findings?.flush();
  };
  try {
    // So that counters stand at 0 before the first run counts.
    await findings?.flush();
    await runRounds({
      intervalMs: flags.watch,
      signal,
      now: Date.now,
      sleep: (ms) => clock.sleep(ms).catch(() => undefined),
      round,
    });
  } finally {
    await Promise.all([server?.close(), findings?.close()]);
  }
  const { report } = record;
  return report ? exitCodeOf(report, { static: flags.static === true, failOn: flags.failOn }) : 3;
}

/** Settings, credentials and files are read again each time, as they may have been renewed. */
async function reportOf(
  flags: CheckFlags,
  env: NodeJS.ProcessEnv,
  clock: Clock,
  signal: AbortSignal,
): Promise<Report> {
  const rounds = await openRounds(flags, readSettings(flags.settings), env, clock);
  // Ends the requests under way, which would keep the process alive.
  const giveUp = (): void => void rounds.close();
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await rounds.run();
  } finally {
    signal.removeEventListener('abort', giveUp);
    await rounds.close();
  }
}

/** Not by Promise.race, which would keep the result of each run as long as the signal. */
function unlessEnded<T>(run: Promise<T>, signal: AbortSignal): Promise<T | typeof ENDED> {
  return new Promise((resolve, reject) => {
    const end = (): void => resolve(ENDED);
    signal.addEventListener('abort', end, { once: true });
    void run.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

function failureOf(error: unknown): UsageError {
  if (error instanceof UsageError) return error;
  throw error;
}

async function serve(
  flags: CheckFlags & { readonly watch: number },
  state: WatchRecord,
): Promise<{ close(): Promise<void> } | undefined> {
  const { listen } = flags;
  if (listen === undefined) return undefined;
  try {
    const server = await startWatchServer({
      ...listen,
      state,
      staleAfterMs: Math.max(MISSED_RUNS * flags.watch, LEAST_STALE_MS),
      now: Date.now,
    });
    log('info', `${server.url}/healthz, /readyz and /report`);
    return server;
  } catch (error) {
    const why = whyNotListening(error, listen);
    if (why === undefined) throw error;
    throw new UsageError(why);
  }
}

function print(flags: CheckFlags, before: Report | undefined, after: Report): void {
  if (flags.output === 'json') {
    process.stdout.write(`${JSON.stringify(after)}\n`);
    return;
  }
  if (before === undefined || isTurn(before, after)) {
    const text = textReport(after, {
      colours: coloursOn(),
      width: process.stdout.columns,
      verbose: flags.verbose,
    });
    process.stdout.write(`${after.at}\n${text}\n\n`);
    return;
  }
  for (const line of changesBetween(before, after)) process.stdout.write(`${after.at} ${line}\n`);
}

function log(level: 'info' | 'error', message: string): void {
  process.stderr.write(`${new Date().toISOString()} ${level} watch: ${message}\n`);
}
