import { type CheckReport, VERDICTS } from '../../shared/protocol/report.ts';
import { OUTCOMES, type WatchState } from './state.ts';

export const WATCH_SERVICE = 'throughline-check';

export interface Point {
  readonly value: number;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** One metric of the watch: how it is described, and its points at any time. */
export interface WatchMetric {
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  /** UCUM. */
  readonly unit: string;
  readonly attributes: readonly string[];
  readonly description: string;
  readonly points: (state: WatchState) => readonly Point[];
}

/** The metrics that `check --watch` has about itself. The alerts and the docs are generated from them. */
export const WATCH_METRICS = [
  {
    name: 'throughline.verdict',
    kind: 'gauge',
    unit: '',
    attributes: ['verdict'],
    description: '1 for the verdict of the last run, 0 for the others',
    points: ({ report }) =>
      report
        ? VERDICTS.map((verdict) => ({
            value: verdict === report.verdict ? 1 : 0,
            attributes: { verdict },
          }))
        : [],
  },
  {
    name: 'throughline.check.status',
    kind: 'gauge',
    unit: '',
    attributes: ['check', 'link', 'status'],
    description: '1 for the status of a check in the last run, 0 for those that it had before',
    points: ({ report, statuses }) =>
      (report?.checks ?? []).flatMap((check) =>
        [...(statuses.get(check.id) ?? [])].map((status) => ({
          value: check.status === status ? 1 : 0,
          attributes: attributesOf(check, status),
        })),
      ),
  },
  {
    name: 'throughline.check.runs',
    kind: 'counter',
    unit: '{run}',
    attributes: ['outcome'],
    description: 'Runs by their verdict; failed where none could be reached',
    points: ({ runs }) => OUTCOMES.map((outcome) => ({ value: runs[outcome], attributes: { outcome } })),
  },
  {
    name: 'throughline.check.duration',
    kind: 'gauge',
    unit: 's',
    attributes: [],
    description: 'How long the last run took',
    points: ({ report, durationMs }) => (report ? [{ value: durationMs / 1_000 }] : []),
  },
  {
    name: 'throughline.check.last_run.timestamp',
    kind: 'gauge',
    unit: 's',
    attributes: [],
    description: 'Unix time of the last run that reached a verdict',
    points: ({ report }) => (report ? [{ value: Date.parse(report.at) / 1_000 }] : []),
  },
  {
    name: 'throughline.metrics.expected',
    kind: 'gauge',
    unit: '{metric}',
    attributes: [],
    description: 'Metrics of the contract',
    points: ({ report }) => (report ? [{ value: report.expected }] : []),
  },
  {
    name: 'throughline.metrics.arrived',
    kind: 'gauge',
    unit: '{metric}',
    attributes: [],
    description: 'Metrics that have arrived; absent where no backend was queried',
    points: ({ report }) =>
      report?.arrived === null || report === undefined ? [] : [{ value: report.arrived }],
  },
] as const satisfies readonly WatchMetric[];

function attributesOf({ id, link }: CheckReport, status: string): Record<string, string> {
  return { check: id, link, status };
}
