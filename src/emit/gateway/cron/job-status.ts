import type { CronJob } from '../../../shared/config/index.ts';
import type { CronJobStatus } from '../../../shared/protocol/status.ts';
import type { JobState } from './job-state.ts';

/** A job as the status shows it: its times and its last result. Never the URL of its webhook. */
export function statusOf(
  { id, enabled, schedule, timeZone }: CronJob,
  state: JobState | undefined,
  running: boolean,
): CronJobStatus {
  const { nextRunAtMs = null, lastRun = null, lastDelivery = null } = state ?? {};
  return {
    id,
    enabled,
    schedule,
    timeZone,
    running,
    nextRunAt: nextRunAtMs === null ? null : iso(nextRunAtMs),
    lastRun: lastRun && shownRun(lastRun),
    lastDelivery: lastDelivery && shownDelivery(lastDelivery),
  };
}

function shownRun({ runAtMs, ...run }: NonNullable<JobState['lastRun']>): CronJobStatus['lastRun'] {
  return { runAt: iso(runAtMs), ...run };
}

function shownDelivery({
  atMs,
  ...delivery
}: NonNullable<JobState['lastDelivery']>): CronJobStatus['lastDelivery'] {
  return { at: iso(atMs), ...delivery };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
