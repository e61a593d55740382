import type { Check } from './define-check.ts';
import type { Outcome, Severity, Status } from './outcome.ts';

/** A check with its result. */
export interface Finding {
  readonly check: Check;
  readonly outcome:
    | Outcome
    | { readonly status: 'blocked'; readonly message: string; readonly evidence: readonly [] };
  /** Why it does not count; the outcome is a note then. */
  readonly suppressed?: Suppressed;
}

/** Why a finding does not count, and what it would weigh if it did. */
export interface Suppressed {
  readonly reason: string;
  readonly until: string;
  readonly status: Status;
  readonly severity: Severity;
}
