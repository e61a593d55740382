import { type Report, type Status, VERDICTS } from '../../shared/protocol/report.ts';

/** How a run ended: its verdict, or `failed` where none could be reached. */
export const OUTCOMES = [...VERDICTS, 'failed'] as const;
export type RunOutcome = (typeof OUTCOMES)[number];

/** What the runs so far have shown. */
export interface WatchState {
  /** Of the last run that ended with one. */
  readonly report: Report | undefined;
  readonly durationMs: number;
  readonly runs: Readonly<Record<RunOutcome, number>>;
  /** Statuses that each check has had. */
  readonly statuses: ReadonlyMap<string, ReadonlySet<Status>>;
  /** When the last run ended, with or without a verdict; the start before the first. Milliseconds since 1970. */
  readonly endedAt: number;
}

/** Keeps the state. Bounded by the number of checks, however many runs there are. */
export class WatchRecord implements WatchState {
  report: Report | undefined = undefined;
  durationMs = 0;
  endedAt: number;
  readonly runs: Record<RunOutcome, number> = {
    arriving: 0,
    degraded: 0,
    broken: 0,
    idle: 0,
    undetermined: 0,
    failed: 0,
  };
  readonly statuses = new Map<string, Set<Status>>();

  constructor(startedAt: number) {
    this.endedAt = startedAt;
  }

  ended(report: Report | undefined, startedAt: number, endedAt: number): void {
    this.endedAt = endedAt;
    this.runs[report?.verdict ?? 'failed'] += 1;
    if (!report) return;
    this.report = report;
    this.durationMs = endedAt - startedAt;
    for (const { id, status } of report.checks) {
      const had = this.statuses.get(id) ?? new Set();
      this.statuses.set(id, had.add(status));
    }
  }
}
