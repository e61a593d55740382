/** One line of the gateway's log, without secrets. */
export interface LogRecord {
  /** Epoch milliseconds. */
  readonly timeMs: number;
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  readonly message: string;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}
