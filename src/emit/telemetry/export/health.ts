import type { ExporterStatus, ExportFailure } from '../../../shared/protocol/status.ts';

/** The status of one signal's exporter. */
export type SignalStatus = Omit<ExporterStatus, 'sdkMetrics'>;

/** A line for the log. */
export interface Notice {
  readonly level: 'info' | 'warn';
  readonly message: string;
}

export type SignalName = 'metrics' | 'traces' | 'logs';

export interface PartialSuccess {
  /** Data points, spans or log records. */
  readonly rejected: number;
  readonly message: string;
}

/**
 * The exporter's status, and its log lines: the first success, the first failure of each kind, and the recovery; never
 * one line a push.
 */
export class ExporterHealth {
  readonly #signal: SignalName;
  readonly #endpoint: string;
  readonly #intervalMs: number;
  readonly #setUpAt: string;
  #state: ExporterStatus['state'] = 'waiting';
  #tried = 0;
  #accepted = 0;
  #rejected = 0;
  #lastSuccess: string | null = null;
  #lastError: ExportFailure | null = null;
  #lastPartial: ExporterStatus['lastPartial'] = null;
  /** Since the last success. */
  #failures = 0;
  readonly #kinds = new Set<string>();

  /**
   * @param endpoint without credentials
   * @param setUpMs now, in Unix milliseconds
   */
  constructor(signal: SignalName, endpoint: string, intervalMs: number, setUpMs: number) {
    this.#signal = signal;
    this.#endpoint = endpoint;
    this.#intervalMs = intervalMs;
    this.#setUpAt = new Date(setUpMs).toISOString();
  }

  tried(): void {
    this.#tried += 1;
  }

  accepted(atMs: number, partial: PartialSuccess | null): Notice[] {
    const notices: Notice[] = [];
    const failures = this.#failures;
    this.#accepted += 1;
    this.#failures = 0;
    this.#kinds.clear();
    if (failures > 0) {
      const pushes = failures === 1 ? 'push' : 'pushes';
      notices.push({
        level: 'info',
        message: `${this.#signal} arrive again at ${this.#endpoint}, after ${failures} failed ${pushes}`,
      });
    } else if (this.#lastSuccess === null) {
      notices.push({
        level: 'info',
        message: `${this.#endpoint} accepted the first push of ${this.#signal}`,
      });
    }
    this.#enter('exporting');
    const at = new Date(atMs).toISOString();
    this.#lastSuccess = at;
    if (partial && (partial.rejected > 0 || partial.message !== '')) {
      if (this.#lastPartial?.message !== partial.message) {
        notices.push({
          level: 'warn',
          message: `${this.#endpoint} accepted a push in part: ${partial.rejected} rejected, "${partial.message}"`,
        });
      }
      this.#lastPartial = { at, rejectedDataPoints: partial.rejected, message: partial.message };
    }
    return notices;
  }

  failed(failure: ExportFailure): Notice[] {
    this.#rejected += 1;
    this.#failures += 1;
    this.#lastError = failure;
    this.#enter('failing');
    const kind = String(failure.status ?? failure.code ?? failure.message);
    if (this.#kinds.has(kind)) return [];
    this.#kinds.add(kind);
    // Totals are cumulative, so the next push carries them again; spans and log records are sent once.
    const fate =
      this.#signal === 'metrics'
        ? `Tried again every ${this.#intervalMs / 1_000} s, nothing recorded is lost`
        : 'What these pushes held is lost';
    return [
      {
        level: 'warn',
        message: `${this.#signal} do not arrive at ${this.#endpoint}: ${failure.message}. ${fate}`,
      },
    ];
  }

  stopped(): void {
    this.#state = 'stopped';
  }

  status(): SignalStatus {
    return {
      state: this.#state,
      endpoint: this.#endpoint,
      protocol: 'http/protobuf',
      intervalMs: this.#intervalMs,
      setUpAt: this.#setUpAt,
      temporality: 'cumulative',
      tried: this.#tried,
      accepted: this.#accepted,
      refused: this.#rejected,
      lastSuccess: this.#lastSuccess,
      lastError: this.#lastError,
      lastPartial: this.#lastPartial,
    };
  }

  #enter(state: ExporterStatus['state']): void {
    if (this.#state !== 'stopped') this.#state = state;
  }
}
