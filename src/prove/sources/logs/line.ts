import { isRecord } from '../../../shared/text/is-record.ts';
import { maskSecrets } from '../../../shared/text/secrets.ts';
import { tryJson } from '../../../shared/text/try-json.ts';

/** One line of a log, with its credentials masked. */
export interface LogLine {
  /** The file or the server from which it was read. */
  readonly source: string;
  /** Unix milliseconds; undefined where the line has no time. */
  readonly at: number | undefined;
  readonly text: string;
}

const MESSAGE_KEYS = ['msg', 'message', 'log', 'err', 'error', 'body'];
const TIME_KEYS = ['time', 'timestamp', 'ts', 'at', '@timestamp'];
/** Fields beside the message that say what it is about, or give the response. */
const DETAIL_KEYS = [
  'code',
  'data',
  'status_code',
  'url',
  'series',
  'timestamp',
  'component',
  'scrape_pool',
  'tenant',
  'user',
  'org_id',
  'otelcol.component.id',
  'otelcol.component.kind',
  'otelcol.signal',
  'data_type',
];
const ISO_TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)/;
/** A longer line is a dump of an object; the message is at its beginning. */
const LONGEST = 2_000;

/** Reads a line of plain text, or the message and the time of a line of JSON. */
export function parseLine(source: string, written: string, at?: number): LogLine {
  const fields = written.trimStart().startsWith('{') ? asObject(written) : undefined;
  const text = fields === undefined ? written : messageOf(fields);
  const time = at ?? timeOf(fields) ?? timeIn(written);
  return { source, at: time, text: maskSecrets(text.slice(0, LONGEST)) };
}

function asObject(text: string): Record<string, unknown> | undefined {
  const value = tryJson(text);
  return isRecord(value) ? value : undefined;
}

function messageOf(fields: Record<string, unknown>): string {
  const parts = MESSAGE_KEYS.flatMap((key) => {
    const value = fields[key];
    if (typeof value === 'string') return [value.trim()];
    const nested = isRecord(value) ? value : {};
    return typeof nested['message'] === 'string' ? [nested['message']] : [];
  });
  if (parts.length === 0) return JSON.stringify(fields);
  // The message of an error may be one word; its class says whose error it is.
  const { name } = fields;
  const error = typeof name === 'string' && name.endsWith('Error') ? [name] : [];
  return [[...error, ...parts].join(': '), ...detailsOf(fields)].join(' ');
}

function detailsOf(fields: Record<string, unknown>): string[] {
  return DETAIL_KEYS.flatMap((key) => {
    const value = fields[key];
    // A time is a detail only beside another one: the time of a sample.
    if (key === 'timestamp' && !('time' in fields) && !('ts' in fields)) return [];
    if (typeof value === 'number') return [`${key}=${value}`];
    return typeof value === 'string' ? [`${key}=${JSON.stringify(value.trim())}`] : [];
  });
}

function timeOf(fields: Record<string, unknown> | undefined): number | undefined {
  for (const key of TIME_KEYS) {
    const value = fields?.[key];
    // Loggers write milliseconds, or seconds with a fraction.
    if (typeof value === 'number') return value > 1e11 ? value : value * 1_000;
    if (typeof value === 'string' && !Number.isNaN(Date.parse(value))) return Date.parse(value);
  }
  return undefined;
}

function timeIn(text: string): number | undefined {
  const found = ISO_TIME.exec(text)?.[0];
  const at = found === undefined ? Number.NaN : Date.parse(found.replace(' ', 'T').replace(',', '.'));
  return Number.isNaN(at) ? undefined : at;
}
