import { type PrometheusApi, selectorOf } from '../../prove/sources/backend/api.ts';
import type { Sight, WatchedChange } from '../../emit/sync/index.ts';
import { releaseOfLine } from '../../shared/openclaw/index.ts';

export interface BackendSight {
  readonly api: PrometheusApi;
  readonly job: string;
  /** Milliseconds after a change in which the process of before may still push, as it does when it ends. */
  readonly settleMs: number;
  /** The line of the log that proves that export has ended, if there is one since this time. */
  readonly endInLog: (since: number) => Promise<string | undefined>;
  readonly now: () => number;
}

/** Written by a scrape or by rules, also where the gateway sends nothing. */
const NOT_OF_THE_GATEWAY = 'up|scrape_.+|ALERTS|ALERTS_FOR_STATE';

/** Stored names of the counter that grows without traffic, whatever suffixes the backend adds. */
const CANARY = `${(releaseOfLine('openclaw/2026.9').facts.idleCanary?.otlp ?? '').replaceAll('.', '_')}(_.+)?`;

/** Without a push for so many intervals, telemetry does not arrive: a push may be late. */
const LATE_PUSHES = 2.5;

/** Looks in a backend for a sample of the job that was recorded after the change. */
export function createBackendSight(options: BackendSight): {
  look(change: WatchedChange, isLast: boolean): Promise<Sight>;
} {
  const { api, job, settleMs, now } = options;

  /** Whether a sample of the job was recorded between two times. Only its count is asked for: a job has many series. */
  async function hasSample(from: number, to: number, nameMatcher?: string): Promise<boolean> {
    const matchers = [
      `__name__!~"${NOT_OF_THE_GATEWAY}"`,
      ...(nameMatcher === undefined ? [] : [`__name__=~"${nameMatcher}"`]),
    ];
    const selector = selectorOf([], { job }).replace(/\}$/, `,${matchers.join(',')}}`);
    const windowMs = Math.floor(to - from);
    if (windowMs <= 0) return false;
    const found = await api.values(`count(last_over_time(${selector}[${windowMs}ms]))`, to);
    return found.length > 0;
  }

  /** Whether samples arrived at the time of the change. */
  async function arrivedBefore({ at, intervalMs }: WatchedChange, nameMatcher?: string): Promise<boolean> {
    return hasSample(at - LATE_PUSHES * intervalMs, at, nameMatcher);
  }

  async function judge(change: WatchedChange, from: number): Promise<Sight> {
    const seen = `no sample of job ${job} is newer than ${iso(from)}`;
    const { service } = change;
    if (service !== undefined && job !== service && !job.endsWith(`/${service}`)) {
      return unknown(`${seen}; the configuration names the service ${service}: give that as --job`);
    }
    if (!(await arrivedBefore(change))) return unknown(`${seen}; none arrived before the change, either`);
    if (await arrivedBefore(change, CANARY)) {
      const why = 'the counter of its event loop, which needs no traffic, is not there, either';
      return { state: 'ended', restartHelps: false, saw: `${seen}; ${why}; run throughline check` };
    }
    if (change.restartedAt !== undefined) {
      return unknown(`${seen}; a gateway that was restarted sends nothing before its first event`);
    }
    const line = await options.endInLog(change.at);
    if (line !== undefined) {
      return {
        state: 'ended',
        restartHelps: true,
        saw: `${seen}; ${line}; restart the process of the gateway`,
      };
    }
    return unknown(
      `${seen}; either the export ended, or the gateway was restarted and has recorded nothing since: ` +
        '--log and --release distinguish these, and so does a message through the gateway',
    );
  }

  return {
    async look(change, isLast) {
      const from = change.restartedAt ?? change.at + settleMs;
      if (await hasSample(from, now())) {
        return { state: 'arriving', saw: `samples of job ${job} are newer than ${iso(from)}` };
      }
      return isLast ? judge(change, from) : unknown('no sample yet');
    },
  };
}

function unknown(saw: string): Sight {
  return { state: 'unknown', saw };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
