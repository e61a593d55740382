export type MetricStatus = 'arrived' | 'misnamed' | 'mislabelled' | 'stale' | 'idle' | 'missing' | 'unknown';

/**
 * Why a metric is not there, as a ladder: no series of its name ever, one that is no longer, one that lacks the label
 * it is asked by, one whose label has another value.
 */
export type AbsenceCause = 'never existed' | 'disappeared' | 'label absent' | 'value absent';

/** One metric of the contract, as it was found. */
export interface MetricResult {
  /** OTLP name; for a contract of stored names, the stored one. */
  readonly otlp: string;
  readonly prometheus: string;
  readonly type: string;
  readonly status: MetricStatus;
  /** Names that are stored instead. */
  readonly found: readonly string[];
  /** Stored series that count its data. */
  readonly series: number;
  /** ISO time. */
  readonly newestSample: string | null;
  readonly labels: {
    readonly present: readonly string[];
    readonly absent: readonly string[];
    readonly extra: readonly string[];
  };
  /** What the ledger had when the last push was accepted, and what is stored of it; null where there is no ledger. */
  readonly recorded: number | null;
  readonly stored: number | null;
  readonly why: string;
  /** Null where it is there, under whatever name. */
  readonly cause: AbsenceCause | null;
  /** Why it need not have arrived; absent where it must. */
  readonly suppressed?: { readonly reason: string; readonly until: string };
}

/** Recorded data events against stored ones. */
export interface Reconciliation {
  readonly recorded: number;
  readonly stored: number;
  readonly ratio: number;
  readonly 'as of': string;
}

/** Drops what binary fractions add behind the twelfth digit: 0.30000000000000004 dollars. */
export function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
