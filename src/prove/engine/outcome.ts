/** `unknown`: could not be asked. `blocked`: stands behind a failure. `skip`: not part of this run. */
export type Status = 'pass' | 'warn' | 'fail' | 'unknown' | 'blocked' | 'skip';

export type Severity = 'error' | 'warning' | 'note';

/** What a check saw, and where. */
export interface Evidence {
  readonly source: string;
  readonly saw: string;
}

export interface Location {
  readonly file: string;
  readonly line: number;
}

/** How a fault is mended. */
export interface Fix {
  readonly kind: 'patch' | 'command' | 'manual';
  readonly text: string;
  /** Folder that `file` and the paths of `diff` are relative to. */
  readonly root?: string;
  readonly file?: string;
  readonly diff?: string;
  /** The exact line to run. */
  readonly command?: string;
}

/** What one check found. */
export interface Outcome {
  readonly status: Exclude<Status, 'blocked'>;
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly location?: Location;
  readonly fix?: Fix;
  /** Rows of the catalogue of failure modes, where it is narrower than what the check can name. */
  readonly modes?: readonly number[];
  /** Where this fault weighs less, or more, than the check's own. */
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
