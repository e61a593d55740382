import { setTimeout as sleep } from 'node:timers/promises';
import { errorText } from '../../shared/text/error-text.ts';
import type { SyncStatus } from '../../shared/protocol/sync-status.ts';
import { type Expectation, expectationOf } from './expectation.ts';
import type { Log, Written } from './reconcile.ts';
import type { Restart } from './restart.ts';

/** A change of the target whose telemetry is watched. */
export interface WatchedChange extends Written, Omit<Expectation, 'isWanted'> {
  /** Unix milliseconds of the restart that followed; what is older is of the process before. */
  readonly restartedAt?: number;
}

/** What was seen of the gateway's telemetry after a change. `saw` is a part of a sentence. */
export type Sight =
  /** Telemetry of after the change was seen. */
  | { readonly state: 'arriving'; readonly saw: string }
  /** It arrived until the change, and it is proven that it does not go on. */
  | { readonly state: 'ended'; readonly saw: string; readonly restartHelps: boolean }
  /** Pushes fail, and it is not known that they worked before. */
  | { readonly state: 'failing'; readonly saw: string }
  /** Neither is proven. */
  | { readonly state: 'unknown'; readonly saw: string };

/** Where the gateway's telemetry can be seen. */
export interface TelemetrySight {
  /** Called before a write, which it delays: it notes what only the time before can show. */
  beforeChange(): Promise<void>;
  /** @param isLast whether time is up, so that a cause is to be looked for */
  look(change: WatchedChange, isLast: boolean): Promise<Sight>;
  close(): Promise<void>;
}

export interface VerifyOptions {
  readonly sight: TelemetrySight;
  /** Time for telemetry to arrive after a change, and again after a restart, in milliseconds. */
  readonly limitMs: number;
  /** Milliseconds between two looks until then. */
  readonly lookMs: number;
  /** The same afterwards: telemetry may arrive later, as from a restarted gateway that had recorded nothing yet. */
  readonly lookAgainMs: number;
  /** Restarts the gateway where its telemetry ended and a restart helps; at most once for a change. */
  readonly restart?: () => Promise<Restart>;
}

export type TelemetryStatus = NonNullable<SyncStatus['telemetry']>;

export interface Verifier {
  /** Watches the telemetry after this change; a watch of an earlier change ends. */
  begin(change: Written): void;
  /** Null before the first change. */
  status(): TelemetryStatus | null;
  /** Resolves when the watch of the newest change has its result. */
  result(): Promise<TelemetryStatus | null>;
  /**
   * Whether a liveness probe of the gateway is to pass now. Where telemetry ended and a restart helps, as many probes fail
   * as restart a container, once for a change.
   */
  answerProbe(): boolean;
  readonly restarts: () => number;
  close(): Promise<void>;
}

/** The `failureThreshold` of a probe, unless the manifest sets another. */
const FAILED_PROBES = 3;

/** Watches after each change whether the gateway's telemetry goes on. */
export function createVerifier(options: VerifyOptions & { log: Log; now: () => number }): Verifier {
  const { sight, limitMs, lookMs, lookAgainMs, log, now, restart } = options;
  let status: TelemetryStatus | null = null;
  let running:
    | { readonly stop: AbortController; readonly result: Promise<unknown>; readonly done: Promise<unknown> }
    | undefined;
  let restarts = 0;
  let probesToFail = 0;
  /** The configuration that the gateway was last restarted for: where it is only restored, once is enough. */
  let restartedFor = '';

  function enter(change: Written, state: TelemetryStatus['state'], message: string): void {
    const { restart: before = null } = status ?? {};
    status = { state, change: iso(change.at), at: iso(now()), message, restart: before };
  }

  /** Looks until telemetry arrives or time is up. */
  async function until(change: WatchedChange, deadline: number, signal: AbortSignal): Promise<Sight> {
    for (;;) {
      const isLast = now() >= deadline;
      const seen = await look(change, isLast);
      if (seen.state === 'arriving' || isLast) return seen;
      await sleep(Math.min(lookMs, Math.max(0, deadline - now())), undefined, { signal });
    }
  }

  async function look(change: WatchedChange, isLast: boolean): Promise<Sight> {
    return sight
      .look(change, isLast)
      .catch((error: unknown): Sight => ({ state: 'unknown', saw: errorText(error) }));
  }

  async function watch(change: WatchedChange, signal: AbortSignal): Promise<WatchedChange> {
    let watched = change;
    let seen = await until(watched, now() + limitMs, signal);
    if (seen.state === 'ended' && seen.restartHelps && restartedFor !== change.hash) {
      restartedFor = change.hash;
      say(change, seen);
      if (restart) {
        const done = await restartOnce(restart);
        signal.throwIfAborted();
        if (done.ok) {
          watched = { ...change, restartedAt: done.at };
          enter(change, 'watching', 'waiting for telemetry after the restart');
          seen = await until(watched, now() + limitMs, signal);
        }
      } else probesToFail = FAILED_PROBES;
    }
    say(change, seen);
    return watched;
  }

  async function restartOnce(command: () => Promise<Restart>): Promise<Restart> {
    const done = await command();
    restarts++;
    log(done.ok ? 'info' : 'error', `restart command: ${done.message}`);
    if (status) status = { ...status, restart: { at: iso(done.at), ok: done.ok, message: done.message } };
    return done;
  }

  /** Logs a result and shows it in the status; a repeated one is shown once. */
  function say(change: Written, { state, saw }: Sight): void {
    const message = `${TITLES[state]} after the change of ${iso(change.at)}: ${saw}`;
    if (status?.message === message) return;
    enter(change, state, message);
    log(state === 'ended' || state === 'failing' ? 'error' : 'info', message);
  }

  /** Telemetry may come back: somebody restarts the gateway, or an idle one has its first event. */
  async function lookAgain(change: WatchedChange, signal: AbortSignal): Promise<void> {
    for (;;) {
      if (status?.state === 'arriving') return;
      await sleep(lookAgainMs, undefined, { signal });
      const seen = await look(change, false);
      if (seen.state !== 'arriving') continue;
      probesToFail = 0;
      say(change, seen);
    }
  }

  return {
    begin(change) {
      running?.stop.abort();
      probesToFail = 0;
      status = null;
      const { isWanted, ...expected } = expectationOf(change.text);
      if (!isWanted) {
        enter(change, 'off', OFF);
        log('info', OFF);
        running = undefined;
        return;
      }
      enter(change, 'watching', 'waiting for telemetry after the change');
      const stop = new AbortController();
      const result = watch({ ...change, ...expected }, stop.signal);
      const done = result.then((watched) => lookAgain(watched, stop.signal)).catch(() => undefined);
      running = { stop, result: result.catch(() => undefined), done };
    },
    status: () => status,
    async result() {
      await running?.result;
      return status;
    },
    answerProbe() {
      if (probesToFail === 0) return true;
      probesToFail--;
      return false;
    },
    restarts: () => restarts,
    async close() {
      running?.stop.abort();
      await running?.done;
      await sight.close();
    },
  };
}

const OFF = 'the configuration turns metrics off: none are expected';

const TITLES: Readonly<Record<Sight['state'], string>> = {
  arriving: 'telemetry arrives',
  ended: 'telemetry ended',
  failing: 'telemetry does not arrive',
  unknown: 'it is not known whether telemetry arrives',
};

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
