import type { LogLine } from '../sources/index.ts';
import type { Arrival } from './arrival/arrival.ts';
import type { GatewayView } from '../views/gateway.ts';
import { type Concern, type KnownError, knownError, RECOVERED } from '../failure-modes/known-errors.ts';
import type { LogView } from '../views/logs.ts';
import { fail, type Outcome, pass, type Severity, unknown } from '../engine/outcome.ts';
import { currentError, exporterOf } from './exporter.ts';

/** The newest line of a known error. */
interface Sighting {
  readonly line: LogLine;
  readonly known: KnownError;
}

/** The logs, and what shows whether an error in them is over. */
export interface LogSources {
  readonly logs: LogView;
  readonly gateway?: GatewayView;
  readonly arrival?: Arrival | undefined;
}

/**
 * What the logs tell of one concern. A line is the past, and no finding, where the process has started anew since, or
 * pushes have been accepted or data has arrived since.
 */
export async function judgeLogs(
  sources: LogSources,
  concern: Concern,
  severity: Severity = 'error',
): Promise<Outcome> {
  const lines = await sources.logs.lines();
  if (!lines.ok) return unknown(`the logs could not be read: ${lines.error}`);
  const found = sightings(lines.value, concern);
  const read = [{ source: sourcesOf(lines.value), saw: `${lines.value.length} lines` }];
  if (lines.value.length === 0) return unknown('the logs hold no line that tells of telemetry', read);
  if (found.length === 0) return pass('no known error in the logs', read);
  const healthySince = concern === 'store' ? undefined : await lastHealthy(sources);
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

/** Unix milliseconds since which nothing has been wrong; undefined where nobody knows of any such time. */
export async function lastHealthy({ gateway, arrival }: LogSources): Promise<number | undefined> {
  const [status, exporter] = await Promise.all([gateway?.status(), exporterOf(gateway)]);
  const startedAt = status?.ok ? status.value.process.startedAt : undefined;
  const accepted = exporter && !currentError(exporter) ? exporter.lastSuccess : undefined;
  const newest = (arrival?.metrics ?? [])
    .filter((metric) => metric.status === 'arrived')
    .map((metric) => metric.newestSample);
  const times = [startedAt, accepted, ...newest].flatMap((time) => (time ? [Date.parse(time)] : []));
  return times.length > 0 ? Math.max(...times) : undefined;
}

const LONGEST_SHOWN = 300;

function shown({ at, text }: LogLine): string {
  const line = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  return at === undefined ? line : `${new Date(at).toISOString()} ${line}`;
}

function sourcesOf(lines: readonly LogLine[]): string {
  return [...new Set(lines.map(({ source }) => source))].join(', ') || 'the logs';
}
