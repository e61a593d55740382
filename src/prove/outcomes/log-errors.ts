import { fail, type Outcome, pass, type Severity, unknown } from '../engine/outcome.ts';
import { type Concern, type KnownError, knownError, RECOVERED } from '../failure-modes/known-errors.ts';
import type { LogLine } from '../sources/index.ts';

/** The newest line of a known error. */
interface Sighting {
  readonly line: LogLine;
  readonly known: KnownError;
}

export interface LogErrorOptions {
  /** Unix milliseconds; an older error is over. Undefined where that is not known. */
  readonly healthySince?: number | undefined;
  readonly severity?: Severity;
}

/** Whether the logs hold a known error of one concern that is not over. */
export function logErrors(
  lines: readonly LogLine[],
  concern: Concern,
  { healthySince, severity = 'error' }: LogErrorOptions,
): Outcome {
  const read = [{ source: sourcesOf(lines), saw: `${lines.length} lines` }];
  if (lines.length === 0) return unknown('the logs hold no line about telemetry', read);
  const found = sightings(lines, concern);
  if (found.length === 0) return pass('no known error in the logs', read);
  const current = found.filter(({ line }) => healthySince === undefined || (line.at ?? 0) > healthySince);
  const evidence = (current.length > 0 ? current : found).map(({ line }) => ({
    source: line.source,
    saw: shown(line),
  }));
  const [first] = current;
  if (!first) return pass('the errors in the logs are over: it has worked since', evidence);
  const { known } = first;
  return fail(`the log says: ${known.says}`, evidence, {
    severity,
    modes: [...new Set(current.flatMap((sighting) => sighting.known.modes))],
    fix: { kind: 'manual', text: known.fix },
  });
}

function sightings(lines: readonly LogLine[], concern: Concern): Sighting[] {
  const newest = new Map<KnownError, Sighting>();
  for (const line of lines) {
    if (RECOVERED.test(line.text)) {
      for (const [known, seen] of newest) if (seen.line.source === line.source) newest.delete(known);
      continue;
    }
    const known = knownError(line.text);
    if (known?.concern === concern) newest.set(known, { line, known });
  }
  return [...newest.values()];
}

const LONGEST_SHOWN = 300;

function shown({ at, text }: LogLine): string {
  const line = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return at === undefined ? line : `${new Date(at).toISOString()} ${line}`;
}

function sourcesOf(lines: readonly LogLine[]): string {
  return [...new Set(lines.map(({ source }) => source))].join(', ') || 'the logs';
}
