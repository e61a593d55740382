import type { Suppressed } from '../../shared/protocol/report.ts';
import type { Check } from './define-check.ts';
import type { Outcome } from './outcome.ts';

/** A check with its result. */
export interface Finding {
  readonly check: Check;
  readonly outcome:
    | Outcome
    | { readonly status: 'blocked'; readonly message: string; readonly evidence: readonly [] };
  /** Why it does not count; the outcome is a note then. */
  readonly suppressed?: Suppressed;
}
