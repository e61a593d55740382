import { type PrometheusApi, selectorOf } from '../../prove/sources/backend/api.ts';
import type { Sight, WatchedChange } from '../../emit/sync/index.ts';
import { EXPORTED_POINTS } from '../../shared/catalog/index.ts';
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

/** Stored names of the exporter's own health, which is pushed without traffic: some backends keep the dots. */
const HEALTH = `${EXPORTED_POINTS.name.replaceAll('.', '[._]')}(_.+)?`;

/** Without a push for so many intervals, telemetry does not arrive: a push may be late. */
const LATE_PUSHES = 2.5;

/** Looks in a backend for a sample of the job that was recorded after the change. */
export function createBackendSight(options: BackendSight): {
  look(change: WatchedChange, isLast: boolean): Promise<Sight>;
} {
  const { api, job, settleMs, now } = options;

  /**
   * How many instances of the job have a sample between two times. Only the number is asked for: a job has many series.
   * Without a label instance all senders of the job count as one.
   */
  async function instances(from: number, to: number, nameMatcher?: string): Promise<number> {
    const matchers = [
      `__name__!~"${NOT_OF_THE_GATEWAY}"`,
      ...(nameMatcher === undefined ? [] : [`__name__=~"${nameMatcher}"`]),
    ];
    const selector = selectorOf([], { job }).replace(/\}$/, `,${matchers.join(',')}}`);
    const windowMs = Math.floor(to - from);
    if (windowMs <= 0) return 0;
    const query = `count(count by (instance) (last_over_time(${selector}[${windowMs}ms])))`;
    const [found] = await api.values(query, to);
    return found?.value ?? 0;
  }

  /** Whether samples arrived at the time of the change. */
  async function arrivedBefore({ at, intervalMs }: WatchedChange, nameMatcher?: string): Promise<number> {
    return instances(at - LATE_PUSHES * intervalMs, at, nameMatcher);
  }

  async function judge(change: WatchedChange, from: number): Promise<Sight> {
    const seen = `no sample of job ${job} is newer than ${iso(from)}`;
    const { service } = change;
    if (service !== undefined && job !== service && !job.endsWith(`/${service}`)) {
      return unknown(`${seen}; the configuration names the service ${service}: give that as --job`);
    }
    if ((await arrivedBefore(change)) === 0)
      return unknown(`${seen}; none arrived before the change, either`);
    if ((await arrivedBefore(change, CANARY)) > 0) {
      const why = 'the counter of its event loop, which needs no traffic, is not there, either';
      return { state: 'ended', restartHelps: false, saw: `${seen}; ${why}; run throughline check` };
    }
    // A configuration that names the setting may have turned it off.
    if (!change.text.includes('sdkMetrics') && (await arrivedBefore(change, HEALTH)) > 0) {
      const why = "its exporter's own health, which needs no traffic, is not there, either";
      return { state: 'ended', restartHelps: false, saw: `${seen}; ${why}; run throughline check` };
    }
    if (change.restartedAt !== undefined) {
      return unknown(
        `${seen}; a gateway that was restarted and does not push its own health sends nothing before its first event`,
      );
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
      const after = await instances(from, now());
      const before = after > 0 ? await arrivedBefore(change) : 0;
      // Another gateway of the job goes on: that one of them does is no sign of this one.
      if (after > 0 && after < before) {
        return unknown(
          `samples of ${after} of ${before} instances of job ${job} are newer than ${iso(from)}`,
        );
      }
      if (after > 0) return { state: 'arriving', saw: `samples of job ${job} are newer than ${iso(from)}` };
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
