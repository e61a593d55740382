import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import {
  AggregationTemporality,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import type { Batch } from '../batch.ts';
import type { ExportFailure } from '../status.ts';
import { type Attempt, outcomeOf } from './attempts.ts';
import { describeFailure } from './failure.ts';
import type { PartialSuccess } from './health.ts';

/** What is told of each push. */
export interface PushObserver {
  tried(): void;
  accepted(partial: PartialSuccess | null): void;
  failed(failure: ExportFailure): void;
}

export interface ObservedExporterOptions {
  readonly exporter: PushMetricExporter;
  readonly batchOf: (metrics: ResourceMetrics) => Batch | undefined;
  readonly observer: PushObserver;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The official exporter, with what comes of each push told to its batch and to the exporter's status. */
export class ObservedExporter implements PushMetricExporter {
  readonly #options: ObservedExporterOptions;
  /** Requests of the push under way; null while there is none. */
  #attempts: Attempt[] | null = null;

  constructor(options: ObservedExporterOptions) {
    this.#options = options;
  }

  /** A request of this exporter began. */
  onAttempt(attempt: Attempt): void {
    this.#attempts?.push(attempt);
  }

  export(metrics: ResourceMetrics, done: (result: ExportResult) => void): void {
    const { exporter, batchOf, observer, now } = this.#options;
    const batch = batchOf(metrics);
    observer.tried();
    const fail = (failure: ExportFailure) => {
      observer.failed(failure);
      done({ code: ExportResultCode.FAILED, error: new Error(failure.message) });
    };
    if (this.#attempts) {
      batch?.settle('refused');
      fail(describeFailure(now(), undefined, new Error('the push before has not ended yet')));
      return;
    }
    const attempts: Attempt[] = (this.#attempts = []);
    exporter.export(metrics, (result) => {
      this.#attempts = null;
      const last = attempts.at(-1);
      if (result.code !== ExportResultCode.SUCCESS) {
        batch?.settle(outcomeOf(attempts));
        fail(describeFailure(now(), last, result.error));
        return;
      }
      const answer = readAnswer(last);
      if (answer === 'not OTLP') {
        batch?.settle('refused');
        fail(notAReceiver(now(), last));
        return;
      }
      batch?.settle('accepted');
      observer.accepted(answer);
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#options.exporter.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#options.exporter.shutdown();
  }

  selectAggregationTemporality(): AggregationTemporality {
    return AggregationTemporality.CUMULATIVE;
  }
}

/**
 * A web page with status 200 (a login form, a dashboard's fallback route) stores nothing, whatever its status says.
 * The official exporter takes it for a success.
 */
function readAnswer(attempt: Attempt | undefined): PartialSuccess | 'not OTLP' | null {
  if (!attempt || attempt.body.length === 0) return null;
  if (attempt.contentType.startsWith('text/html')) return 'not OTLP';
  try {
    const partial = ProtobufMetricsSerializer.deserializeResponse(attempt.body).partialSuccess;
    const rejectedDataPoints = partial?.rejectedDataPoints ?? 0;
    const message = partial?.errorMessage ?? '';
    return rejectedDataPoints > 0 || message !== '' ? { rejectedDataPoints, message } : null;
  } catch {
    return null;
  }
}

function notAReceiver(atMs: number, attempt: Attempt | undefined): ExportFailure {
  return {
    at: new Date(atMs).toISOString(),
    message:
      'it answered with a web page, so it is no OTLP receiver; is the path of diagnostics.otel.endpoint right?',
    status: attempt?.status ?? null,
    code: null,
  };
}
