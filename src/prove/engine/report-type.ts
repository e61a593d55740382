import type { MetricResult, Reconciliation } from './metric-result.ts';
import type { Link } from './links.ts';
import type { Suppressed } from './finding.ts';
import type { SuppressionReport } from './suppress.ts';
import type { Evidence, Fix, Location, Severity, Status } from './outcome.ts';

export type Verdict = 'arriving' | 'degraded' | 'broken' | 'undetermined';

export interface CheckReport {
  readonly id: string;
  readonly link: Link;
  readonly modes: readonly number[];
  readonly title: string;
  readonly severity: Severity;
  readonly status: Status;
  readonly message: string;
  readonly location: Location | null;
  readonly evidence: readonly Evidence[];
  readonly fix: Fix | null;
  /** Why it does not count; absent where it does. */
  readonly suppressed?: Suppressed;
}

export interface LinkReport {
  readonly link: Link;
  readonly status: Status;
  readonly message: string;
}

export interface RootCause {
  readonly check: string;
  readonly link: Link;
  readonly modes: readonly number[];
  readonly summary: string;
  readonly affects: readonly string[];
  readonly fix: Fix | null;
}

/** A diff that `--fix` wrote. */
export interface AppliedFix {
  readonly check: string;
  /** As in the diff. */
  readonly file: string;
  readonly text: string;
  readonly diff: string;
}

/** The answer of a run: `throughline.report/1`. Readers ignore fields that they do not know. */
export interface Report {
  readonly schema: 'throughline.report/1';
  readonly version: string;
  /** ISO time. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly vantage: string;
  readonly expected: number;
  /** Null where no backend was asked. */
  readonly arrived: number | null;
  readonly rootCause: RootCause | null;
  readonly links: readonly LinkReport[];
  readonly checks: readonly CheckReport[];
  readonly metrics: readonly MetricResult[];
  readonly reconciliation: Reconciliation | null;
  readonly instances: readonly { readonly instance: string; readonly verdict: Verdict }[];
  /** Each suppression of the settings with what became of it; absent where there are none. */
  readonly suppressions?: readonly SuppressionReport[];
  /** HTTP requests that this run made; absent where nobody counted them. */
  readonly requests?: number;
  /** What was written before this run, in turn; absent without `--fix`. */
  readonly fixed?: readonly AppliedFix[];
}
