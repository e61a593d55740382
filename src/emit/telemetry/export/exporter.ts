import { AsyncLocalStorage } from 'node:async_hooks';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { PushOutcome } from '../batch.ts';
import type { PushEnd } from '../exporter-metrics.ts';
import type { ExportFailure } from '../../../shared/protocol/status.ts';
import { type Attempt, outcomeOf } from './attempts.ts';
import { describeFailure, describeWebPage } from './failure.ts';
import type { PartialSuccess } from './health.ts';

/** What the official exporters of all signals have in common; `T` is what one push carries. */
export interface Exporter<T> {
  export(items: T, done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface ObservedExporterOptions<T> {
  readonly exporter: Exporter<T>;
  /** Reads the protobuf body of a successful response; may throw. */
  readonly readPartial: (body: Uint8Array) => PartialSuccess | null;
  /** Called with the outcome of a push, before anything else. */
  readonly onOutcome: (items: T, outcome: PushOutcome) => void;
  /** Called when a push begins. @returns what is called when it has ended */
  readonly onPush?: (items: T) => (end: PushEnd) => void;
  readonly observer: {
    tried(): void;
    accepted(partial: PartialSuccess | null): void;
    failed(failure: ExportFailure): void;
  };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** An official exporter that reports the outcome of each push to the recorder and to the exporter's status. */
export class ObservedExporter<T> implements Exporter<T> {
  readonly #options: ObservedExporterOptions<T>;
  /** The requests of the push that the current code runs for: pushes may overlap. */
  readonly #push = new AsyncLocalStorage<Attempt[]>();

  constructor(options: ObservedExporterOptions<T>) {
    this.#options = options;
  }

  /** A request of this exporter began. */
  onAttempt(attempt: Attempt): void {
    this.#push.getStore()?.push(attempt);
  }

  export(items: T, done: (result: ExportResult) => void): void {
    const { exporter, readPartial, onOutcome, observer, now } = this.#options;
    const attempts: Attempt[] = [];
    observer.tried();
    const ended = this.#options.onPush?.(items);
    const fail = (outcome: PushOutcome, failure: ExportFailure) => {
      onOutcome(items, outcome);
      ended?.({ error: errorType(failure), status: failure.status, rejected: 0 });
      observer.failed(failure);
      done({ code: ExportResultCode.FAILED, error: new Error(failure.message) });
    };
    this.#push.run(attempts, () =>
      exporter.export(items, (result) => {
        const last = attempts.at(-1);
        if (result.code !== ExportResultCode.SUCCESS) {
          fail(outcomeOf(attempts), describeFailure(now(), last, result.error));
        } else if (isWebPage(last)) {
          fail('rejected', describeWebPage(now(), last?.status ?? null));
        } else {
          onOutcome(items, 'accepted');
          const partial = partialOf(last, readPartial);
          ended?.({ error: null, status: last?.status ?? null, rejected: partial?.rejected ?? 0 });
          observer.accepted(partial);
          done(result);
        }
      }),
    );
  }

  async forceFlush(): Promise<void> {
    await this.#options.exporter.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#options.exporter.shutdown();
  }
}

/**
 * `error.type` of the semantic conventions, with few values: the status, `timeout`, Node's code (`ECONNREFUSED`),
 * `invalid_response` for a web page with status 200, else `_OTHER`.
 */
function errorType({ status, code }: ExportFailure): string {
  if (status !== null) return status < 300 ? 'invalid_response' : String(status);
  return code === 'ETIMEDOUT' ? 'timeout' : (code ?? '_OTHER');
}

/**
 * A web page with status 200 (a login form, a dashboard's fallback route) stores nothing, despite its status.
 * The official exporter takes it for a success.
 */
function isWebPage(attempt: Attempt | undefined): boolean {
  return attempt !== undefined && attempt.contentType.startsWith('text/html') && attempt.body.length > 0;
}

function partialOf(
  attempt: Attempt | undefined,
  readPartial: (body: Uint8Array) => PartialSuccess | null,
): PartialSuccess | null {
  if (!attempt || attempt.body.length === 0) return null;
  try {
    return readPartial(attempt.body);
  } catch {
    // Some receivers answer with text; then their status counts.
    return null;
  }
}
