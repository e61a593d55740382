import type { Meter } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';

// Imported by path, not by the layer's index: the SDK takes some 10 MiB, which only those who push pay for.

export interface OwnMetricsOptions {
  /** The receiver's whole address, path included. */
  readonly url: string;
  /** The same, fit to be shown. */
  readonly shownUrl: string;
  readonly serviceName: string;
  /** Stable across restarts, different for each replica. */
  readonly instanceId: string;
  readonly intervalMs: number;
  readonly log: (level: 'info' | 'error', message: string) => void;
}

export interface OwnMetrics {
  readonly meter: Meter;
  /** Pushes now. A push that fails is logged, not thrown. */
  flush(): Promise<void>;
  /** Pushes once more, and stops. */
  close(): Promise<void>;
}

/** Retries included. The last push is made at the end of the process, which must not take long. */
const PUSH_TIMEOUT_MS = 5_000;

/**
 * Pushes a process' own metrics over OTLP/HTTP protobuf. Headers, such as credentials, come from
 * OTEL_EXPORTER_OTLP_HEADERS.
 */
export function startOwnMetrics(options: OwnMetricsOptions): OwnMetrics {
  const { url, shownUrl, serviceName, instanceId, intervalMs, log } = options;
  const exporter = new OTLPMetricExporter({ url, timeoutMillis: PUSH_TIMEOUT_MS });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.instance.id': instanceId }),
    readers: [
      new PeriodicExportingMetricReader({
        exporter: telling(exporter, shownUrl, log),
        exportIntervalMillis: intervalMs,
        exportTimeoutMillis: Math.min(intervalMs, PUSH_TIMEOUT_MS),
      }),
    ],
  });
  return {
    meter: provider.getMeter(serviceName.replaceAll('-', '.')),
    flush: () => provider.forceFlush().catch(() => undefined),
    close: () => provider.shutdown().catch(() => undefined),
  };
}

/** An exporter that says when pushes begin to fail and when they work again; the SDK keeps silent about both. */
function telling(
  exporter: OTLPMetricExporter,
  url: string,
  log: OwnMetricsOptions['log'],
): PushMetricExporter {
  let failing = false;
  return {
    export(metrics: ResourceMetrics, done) {
      exporter.export(metrics, (result: ExportResult) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        if (failed && !failing) {
          const reason = (result.error?.message ?? '').trim().replaceAll(/\s+/g, ' ') || 'no answer';
          log('error', `metrics do not reach ${url}: ${reason}; is an OTLP/HTTP receiver on there?`);
        }
        if (!failed && failing) log('info', `metrics reach ${url} again`);
        failing = failed;
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    selectAggregationTemporality: (type) => exporter.selectAggregationTemporality(type),
    selectAggregation: (type) => exporter.selectAggregation(type),
    shutdown: () => exporter.shutdown(),
  };
}
