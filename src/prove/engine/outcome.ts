import type { Evidence, Fix, Location, Severity, Status } from '../../shared/protocol/report.ts';

export type { Evidence, Fix, Location, Severity, Status };

/** What one check found. */
export interface Outcome {
  readonly status: Exclude<Status, 'blocked'>;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly location?: Location;
  readonly fix?: Fix;
  /** Numbers of failure modes, where fewer than the check can name apply. */
  readonly modes?: readonly number[];
  /** Where this fault is less severe, or more, than the check. */
  readonly severity?: Severity;
  /** What does not work because of it. */
  readonly affects?: readonly string[];
}

type Details = Omit<Partial<Outcome>, 'status' | 'message' | 'evidence'>;

export function pass(message: string, evidence: readonly Evidence[] = []): Outcome {
  return { status: 'pass', message, evidence };
}

export function fail(message: string, evidence: readonly Evidence[], details: Details = {}): Outcome {
  return { status: 'fail', message, evidence, ...details };
}

/** A fault that does not stop the telemetry. */
export function warn(message: string, evidence: readonly Evidence[], details: Details = {}): Outcome {
  return { status: 'warn', severity: 'warning', message, evidence, ...details };
}

/** Could not be asked; the message says how to make it possible. */
export function unknown(message: string, evidence: readonly Evidence[] = []): Outcome {
  return { status: 'unknown', message, evidence };
}
