import { withoutControls } from '../../../shared/text/control-characters.ts';
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
  /** Undefined where the line has no level, or a lower one. */
  readonly level?: 'warning' | 'error' | undefined;
  /** Of the process that wrote it; undefined where the line does not say. */
  readonly pid?: number | undefined;
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

/**
 * Reads a line of plain text, or the message, the time and the level of a line of JSON. Colours and other control characters
 * are left out. An entry of several lines becomes one.
 */
export function parseLine(source: string, raw: string, at?: number): LogLine {
  const written = withoutControls(raw);
  const fields = written.trimStart().startsWith('{') ? asObject(written) : undefined;
  // What JSON has escaped is a control character only now.
  const text = fields === undefined ? written : withoutControls(argumentsOf(fields) ?? messageOf(fields));
  const time = at ?? timeOf(fields) ?? timeIn(written);
  return {
    source,
    at: time,
    text: maskSecrets(text.replaceAll(/\s*\n\s*/g, ' ').slice(0, LONGEST)),
    level: levelOf(fields, text),
    pid: pidOf(fields),
  };
}

function asObject(text: string): Record<string, unknown> | undefined {
  const value = tryJson(text);
  return isRecord(value) ? value : undefined;
}

/**
 * The text of a line of tslog, as OpenClaw writes its log file: the arguments of the call are in the fields "0", "1", "2" …
 * The first one may be a JSON text that names the part of the gateway. Undefined for a line of another logger.
 */
function argumentsOf(fields: Record<string, unknown>): string | undefined {
  const keys = Object.keys(fields).filter((key) => /^\d+$/.test(key));
  if (keys.length === 0) return undefined;
  const { message } = fields;
  const values = keys.toSorted((a, b) => Number(a) - Number(b)).map((key) => fields[key]);
  const parts = values.map((value, index) => {
    const names = index === 0 && typeof value === 'string' ? asObject(value) : undefined;
    const part = names?.['subsystem'] ?? names?.['module'];
    if (typeof part === 'string') return `[${part}]`;
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  });
  const isSaid = typeof message !== 'string' || parts.some((part) => part.includes(message));
  return [...parts, ...(isSaid ? [] : [message])].join(' ');
}

/** Level names of loggers, and the numbers of pino and tslog. */
const LEVELS = [
  ['error', /^(?:error|err|fatal|critical|crit|panic|severe)$/i],
  ['warning', /^warn(?:ing)?$/i],
] as const;
/** As many loggers write it, behind a time. */
const AT_THE_BEGINNING = /^.{0,60}?\b(ERROR|FATAL|WARN(?:ING)?)\b/;
const PINO = { warning: 40, error: 50 };

function levelOf(fields: Record<string, unknown> | undefined, text: string): LogLine['level'] {
  const meta = fields?.['_meta'];
  const level = isRecord(meta) ? meta['logLevelName'] : (fields?.['level'] ?? fields?.['severity']);
  if (typeof level === 'number') {
    if (level >= PINO.error) return 'error';
    return level >= PINO.warning ? 'warning' : undefined;
  }
  const written = /\blevel="?(\w+)/.exec(text)?.[1] ?? AT_THE_BEGINNING.exec(text)?.[1];
  const name = typeof level === 'string' ? level : written;
  return LEVELS.find(([, pattern]) => pattern.test(name ?? ''))?.[0];
}

function pidOf(fields: Record<string, unknown> | undefined): number | undefined {
  const pid = fields?.['pid'];
  return typeof pid === 'number' ? pid : undefined;
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
