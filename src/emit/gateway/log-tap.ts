import { isRecord } from '../../shared/text/is-record.ts';
import { tryJson } from '../../shared/text/try-json.ts';
import type { LogRecord } from '../telemetry/log-record.ts';

export type LogListener = (record: LogRecord) => void;

/** Gives the lines of the gateway's log to whoever listens, as they are written: secrets are out of them by then. */
export class LogTap {
  readonly #listeners = new Set<LogListener>();
  /** What a listener logs while it is told of a line would come back to it for ever. */
  #isDelivering = false;

  /** @returns what ends it */
  listen(listener: LogListener, onError: (error: unknown) => void): () => void {
    const called: LogListener = (record) => {
      try {
        listener(record);
      } catch (error) {
        // One line about it, not one for each line.
        this.#listeners.delete(called);
        onError(error);
      }
    };
    this.#listeners.add(called);
    return () => {
      this.#listeners.delete(called);
    };
  }

  /** @returns the line itself, for the next who handles it */
  readonly pass = (line: string): string => {
    if (this.#listeners.size > 0 && !this.#isDelivering) {
      this.#isDelivering = true;
      try {
        const record = recordOf(line);
        for (const listener of this.#listeners) if (record) listener(record);
      } finally {
        this.#isDelivering = false;
      }
    }
    return line;
  };
}

/** A line as the log writes it: an object with `level`, `time`, `msg`, and fields of the caller's. */
function recordOf(line: string): LogRecord | undefined {
  const parsed = parse(line);
  if (parsed === undefined) return undefined;
  const { level, time, msg, ...rest } = parsed;
  const fields = Object.entries(rest).filter(([, value]) => typeof value !== 'object');
  return {
    timeMs: Date.parse(String(time)),
    level: level as LogRecord['level'],
    message: typeof msg === 'string' ? msg : '',
    attributes: Object.fromEntries(fields) as LogRecord['attributes'],
  };
}

function parse(line: string): Record<string, unknown> | undefined {
  // Taking a secret out can break the JSON around it; the line itself is written all the same.
  const value = tryJson(line);
  return isRecord(value) ? value : undefined;
}
