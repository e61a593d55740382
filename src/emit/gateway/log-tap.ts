import { isRecord } from '../../shared/text/is-record.ts';
import { tryJson } from '../../shared/text/try-json.ts';
import type { LogRecord } from '../telemetry/log-record.ts';

export type LogListener = (record: LogRecord) => void;

/** Passes each line of the gateway's log to its listeners as it is written, after secrets are removed. */
export class LogTap {
  readonly #listeners = new Set<LogListener>();
  /** A line that a listener logs while it handles a line would come back to it without end. */
  #isDelivering = false;

  /** @returns a function that ends the subscription */
  listen(listener: LogListener, onError: (error: unknown) => void): () => void {
    const called: LogListener = (record) => {
      try {
        listener(record);
      } catch (error) {
        // One error in total, not one for each line.
        this.#listeners.delete(called);
        onError(error);
      }
    };
    this.#listeners.add(called);
    return () => {
      this.#listeners.delete(called);
    };
  }

  /** @returns the line, unchanged */
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
  // Removing a secret can break the JSON around it. The line itself is still written.
  const value = tryJson(line);
  return isRecord(value) ? value : undefined;
}
