import { counted } from '../../shared/text/count.ts';
import { fail, type Judged, judged, type Outcome, pass, type Severity, unknown } from '../engine/outcome.ts';
import { RECOVERED, saysPluginFailed } from '../../shared/failure-modes/gateway-lines.ts';
import { type About, knownLogLine, type KnownMessage, rankOf } from '../../shared/failure-modes/match.ts';
import type { LogLines } from '../evidence/log-lines.ts';
import { forOwner } from '../evidence/setting-names.ts';
import { type LogLine, senderOf } from '../sources/index.ts';

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
  { own: lines, others, owner }: LogLines,
  about: readonly About[],
  { healthySince, severity = 'error' }: LogErrorOptions,
): Outcome {
  const read: Judged = [
    { source: sourcesOf(lines), saw: `${counted(lines.length, 'line')}${leftOut(others)}` },
  ];
  if (lines.length === 0) {
    const message =
      others.size > 0
        ? `the logs hold no line about this service${leftOut(others)}`
        : 'the logs hold no line about telemetry';
    return unknown(message, read);
  }
  const found = sightings(lines, about);
  const current = found.filter(({ line }) => healthySince === undefined || (line.at ?? 0) > healthySince);
  const evidence = judged(
    (current.length > 0 ? current : found).map(({ line }) => ({ source: line.source, saw: shown(line) })),
  );
  const unknownErrors = pluginErrors(lines, healthySince);
  if (current.length === 0 && unknownErrors) {
    const [newest] = unknownErrors;
    return unknown(`the log has an error of the plugin that is not known: ${newest.saw}`, unknownErrors);
  }
  if (!evidence) return pass('no known error in the logs', read);
  const [first] = current;
  if (!first) return pass('the errors in the logs are over: it has worked since', evidence);
  const { known, line } = first;
  return fail(`the log says: ${known.means}${moduleIn(line.text)}`, evidence, {
    severity,
    modes: [...new Set(current.flatMap((sighting) => sighting.known.modes))],
    fix: { kind: 'manual', text: forOwner(known.fix, senderOf(line.text) ?? owner) },
  });
}

/** The newest lines by which the plugin failed in words that are not known: they may be about anything. */
function pluginErrors(lines: readonly LogLine[], healthySince: number | undefined): Judged | undefined {
  const failed = new Map<string, LogLine>();
  for (const line of lines) {
    if (RECOVERED.test(line.text)) {
      for (const [text, { source }] of failed) if (source === line.source) failed.delete(text);
    } else if (saysPluginFailed(line) && !knownLogLine(line.text)) failed.set(line.text, line);
  }
  const open = [...failed.values()].filter(
    ({ at }) => healthySince === undefined || (at ?? 0) > healthySince,
  );
  return judged(
    open
      .slice(-MOST_SUBJECTS)
      .toReversed()
      .map((line) => ({ source: line.source, saw: shown(line) })),
  );
}

/** Which module is missing, as the end of a sentence. */
function moduleIn(text: string): string {
  const found = /Cannot find (?:module|package) '([^']+)'/.exec(text)?.[1];
  return found === undefined ? '' : `: ${found}`;
}

/** Says which lines are no evidence, as a part of a sentence. */
function leftOut(others: LogLines['others']): string {
  if (others.size === 0) return '';
  const count = [...others.values()].reduce((sum, each) => sum + each, 0);
  const shown = [...others.keys()].slice(0, MOST_SUBJECTS).join(', ');
  const more = others.size > MOST_SUBJECTS ? ' and others' : '';
  return `; ${count} ${count === 1 ? 'line is' : 'lines are'} about ${shown}${more}, and not judged`;
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
  return [...newest.values()].toSorted((a, b) => rankOf(a.known) - rankOf(b.known));
}

const LONGEST_SHOWN = 300;
const MOST_SUBJECTS = 3;

function shown({ at, text }: LogLine): string {
  const line = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return at === undefined ? line : `${new Date(at).toISOString()} ${line}`;
}

function sourcesOf(lines: readonly LogLine[]): string {
  return [...new Set(lines.map(({ source }) => source))].join(', ') || 'the logs';
}
