import type { AbsenceCause, Link, MetricStatus, Status, Verdict } from '../index.ts';

export const LANGUAGES = ['en', 'ja'] as const;

export type Language = (typeof LANGUAGES)[number];

/** The fixed texts of a report. Messages of checks are not translated. */
export interface Words {
  readonly language: Language;
  readonly title: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly statuses: Readonly<Record<Status, string>>;
  readonly metricStatuses: Readonly<Record<MetricStatus, string>>;
  readonly causes: Readonly<Record<AbsenceCause, string>>;
  readonly links: Readonly<Record<Link, string>>;
  readonly headings: Readonly<Record<Heading, string>>;
  readonly columns: Readonly<Record<Column, string>>;
  /** The title of a check; null where that of the check is used. */
  readonly checkTitle: (id: string) => string | null;
  readonly arrived: (arrived: number, expected: number) => string;
  /** Where none of the expected metrics arrived, and none has to; times are ISO 8601. */
  readonly idle: {
    readonly health: (at: string, expected: number) => string;
    readonly canary: (expected: number) => string;
    /** The canary was read back, and is not known to go where the gateway pushes. */
    readonly otherCanary: (expected: number) => string;
    /** Nothing was read back. */
    readonly nothing: (expected: number) => string;
    /** A sample was read back, and each metric is idle or suppressed. */
    readonly suppressed: (expected: number) => string;
  };
  /** No sample is of this instance since this time, ISO 8601; null where one is not known. */
  readonly outdated: (instance: string | null, since: string | null) => string;
  readonly noBackend: string;
  readonly askedFrom: (vantage: string) => string;
  readonly nothing: Readonly<
    Record<'rootCause' | 'metrics' | 'logs' | 'fix' | 'risks' | 'unchanged', string>
  >;
  readonly blocked: (link: string) => string;
  readonly reconciled: (recorded: number, stored: number) => string;
  readonly at: (file: string, line: number) => string;
  readonly unproved: (checks: string) => string;
  readonly steps: Readonly<Record<'apply' | 'applyByHand' | 'carry' | 'again' | 'keep', string>>;
  readonly stepOfCheck: (id: string, what: string) => string;
}

export type Heading =
  | 'summary'
  | 'when'
  | 'results'
  | 'inventory'
  | 'reachability'
  | 'logs'
  | 'rootCause'
  | 'affects'
  | 'names'
  | 'labels'
  | 'others'
  | 'fix'
  | 'unchanged'
  | 'risks'
  | 'next';

export type Column =
  | 'check'
  | 'result'
  | 'status'
  | 'link'
  | 'evidence'
  | 'source'
  | 'otlp'
  | 'prometheus'
  | 'type'
  | 'recorded'
  | 'stored'
  | 'present'
  | 'absent'
  | 'risk'
  | 'mitigation'
  | 'item'
  | 'reason';
