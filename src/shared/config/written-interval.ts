import { isRecord } from '../text/is-record.ts';
import { parseText } from './parse.ts';

/** Both this gateway and OpenClaw raise a shorter interval to a second. */
const LEAST_MS = 1_000;

/**
 * The interval in milliseconds that a configuration sets itself as `diagnostics.otel.flushIntervalMs`; undefined where it
 * sets none, so that a default applies. It is read from the text, because a configuration that another version of the
 * gateway accepts says it, too.
 */
export function writtenFlushIntervalMs(text: string): number | undefined {
  const parsed = parseText(text);
  let value = parsed.ok ? parsed.value : undefined;
  for (const key of ['diagnostics', 'otel', 'flushIntervalMs'])
    value = isRecord(value) ? value[key] : undefined;
  return Number.isInteger(value) && (value as number) > 0 ? Math.max(value as number, LEAST_MS) : undefined;
}
