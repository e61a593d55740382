import { fail, type Outcome, pass, type Severity, unknown } from '../engine/outcome.ts';
import { RECOVERED } from '../../shared/failure-modes/gateway-lines.ts';
import { type About, knownLogLine, type KnownMessage } from '../../shared/failure-modes/match.ts';
import type { LogLine } from '../sources/index.ts';

/** The newest line of a known message. */
interface Sighting {
  readonly line: LogLine;
  readonly known: KnownMessage;
}

export interface LogErrorOptions {
  /** Unix milliseconds; an older error is over. Undefined where that is not known. */
  readonly healthySince?: number | undefined;
  readonly severity?: Severity;
}

/** Whether the logs hold a known message about one of these that is not over. */
export function logErrors(
  lines: readonly LogLine[],
  about: readonly About[],
  { healthySince, severity = 'error' }: LogErrorOptions,
): Outcome {
  const read = [{ source: sourcesOf(lines), saw: `${lines.length} lines` }];
  if (lines.length === 0) return unknown('the logs hold no line about telemetry', read);
  const found = sightings(lines, about);
  if (found.length === 0) return pass('no known error in the logs', read);
  const current = found.filter(({ line }) => healthySince === undefined || (line.at ?? 0) > healthySince);
  const evidence = (current.length > 0 ? current : found).map(({ line }) => ({
    source: line.source,
    saw: shown(line),
  }));
  const [first] = current;
  if (!first) return pass('the errors in the logs are over: it has worked since', evidence);
  const { known } = first;
  return fail(`the log says: ${known.means}`, evidence, {
    severity,
    modes: [...new Set(current.flatMap((sighting) => sighting.known.modes))],
    fix: { kind: 'manual', text: known.fix },
  });
}

function sightings(lines: readonly LogLine[], about: readonly About[]): Sighting[] {
  const newest = new Map<KnownMessage, Sighting>();
  for (const line of lines) {
    if (RECOVERED.test(line.text)) {
      for (const [known, seen] of newest) if (seen.line.source === line.source) newest.delete(known);
      continue;
    }
    const known = knownLogLine(line.text);
    if (known && about.includes(known.about)) newest.set(known, { line, known });
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
