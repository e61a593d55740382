import type { Evidence, Fix, Location, Severity, Status } from '../../shared/protocol/report.ts';

export type { Evidence, Fix, Location, Severity, Status };

/** What one check found. `Mode` has the numbers of the failure modes that it can name. */
export interface Outcome<Mode extends number = number> {
  readonly status: Exclude<Status, 'blocked'>;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly location?: Location;
  readonly fix?: Fix;
  /** Numbers of failure modes, where fewer than the check can name apply. */
  readonly modes?: readonly Mode[];
  /** Where this fault is less severe, or more, than the check. */
  readonly severity?: Severity;
  /** What does not work because of it. */
  readonly affects?: readonly string[];
}

/** What a check judged. It is never empty: a check that asked nothing does not pass. */
export type Judged = readonly [Evidence, ...Evidence[]];

const MOST_SHOWN = 10;

/** What was judged, at most ten of it; undefined where that is nothing. The message of the check has the number. */
export function judged(evidence: readonly Evidence[]): Judged | undefined {
  const [first, ...rest] = evidence.slice(0, MOST_SHOWN);
  return first && [first, ...rest];
}

type Details<Mode extends number> = Omit<Partial<Outcome<Mode>>, 'status' | 'message' | 'evidence'>;

export function pass(message: string, evidence: Judged): Outcome<never> {
  return { status: 'pass', message, evidence };
}

export function fail<const Mode extends number = never>(
  message: string,
  evidence: readonly Evidence[],
  details: Details<Mode> = {},
): Outcome<Mode> {
  return { status: 'fail', message, evidence, ...details };
}

/** A fault that does not stop the telemetry. */
export function warn<const Mode extends number = never>(
  message: string,
  evidence: readonly Evidence[],
  details: Details<Mode> = {},
): Outcome<Mode> {
  return { status: 'warn', severity: 'warning', message, evidence, ...details };
}

/** Could not be asked; the message says how to make it possible. */
export function unknown(message: string, evidence: readonly Evidence[] = []): Outcome<never> {
  return { status: 'unknown', message, evidence };
}

/** The question does not arise: nothing that the check is about is there. */
export function skip(message: string, evidence: readonly Evidence[] = []): Outcome<never> {
  return { status: 'skip', message, evidence };
}
