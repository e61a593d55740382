import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { configSchema, effectiveEndpoint, maskUrl } from '../config/index.ts';
import { oneLine } from './failure.ts';
import type { Log } from './reconcile.ts';
import type { SyncStatus } from './status.ts';

export interface MetricsPush {
  /** Pushes once more, and stops. */
  close(): Promise<void>;
}

export interface MetricsOptions {
  /** Base URL of an OTLP/HTTP receiver; `/v1/metrics` is appended unless it is there. */
  readonly endpoint: string;
  readonly intervalMs: number;
  readonly status: () => SyncStatus;
  readonly log: Log;
}

/** Retries included. The last push is made at the end of the process, which must not take long. */
const PUSH_TIMEOUT_MS = 5_000;

/**
 * Pushes what `/status` says as metrics over OTLP/HTTP protobuf. Headers, such as credentials, come from
 * OTEL_EXPORTER_OTLP_HEADERS.
 *
 * This file is loaded only where metrics are asked for: the SDK takes some 10 MiB.
 *
 * @throws {TypeError} where the endpoint is no http(s) URL
 */
export function pushMetrics({ endpoint, intervalMs, status, log }: MetricsOptions): MetricsPush {
  const { otel } = configSchema.parse({ diagnostics: { otel: { endpoint } } }).diagnostics;
  const effective = effectiveEndpoint(otel, 'metrics', {});
  if (!effective.ok) throw new TypeError(effective.problem.replace('diagnostics.otel.endpoint', endpoint));
  const exporter = new OTLPMetricExporter({ url: effective.url, timeoutMillis: PUSH_TIMEOUT_MS });
  const provider = new MeterProvider({
    resource: resourceFromAttributes({
      'service.name': 'throughline-sync',
      // Stable across restarts of a pod, and different for each replica and each target of one host.
      'service.instance.id': `${hostname()}:${resolve(status().target)}`,
    }),
    readers: [
      new PeriodicExportingMetricReader({
        exporter: telling(exporter, maskUrl(effective.url), log),
        exportIntervalMillis: intervalMs,
        exportTimeoutMillis: Math.min(intervalMs, PUSH_TIMEOUT_MS),
      }),
    ],
  });
  observe(provider, status);
  return { close: () => provider.shutdown().catch(() => undefined) };
}

function observe(provider: MeterProvider, status: () => SyncStatus): void {
  const meter = provider.getMeter('throughline.sync');
  const counters = {
    syncs: 'Changed configurations written to the target',
    refused: 'Texts at the source that were no valid configuration',
    restored: 'Times that the target was put back after it had been deleted or changed',
  } as const;
  for (const [name, description] of Object.entries(counters) as [keyof typeof counters, string][]) {
    // An SDK counter would have no series before its first event, and increase() would miss that event.
    meter
      .createObservableCounter(`throughline.sync.${name}`, { description })
      .addCallback((result) => result.observe(status()[name]));
  }
  meter
    .createObservableGauge('throughline.sync.failing', {
      description: '1 while the target cannot follow the source, else 0',
    })
    .addCallback((result) => result.observe(status().lastError === null ? 0 : 1));
  meter
    .createObservableGauge('throughline.sync.last_sync.timestamp', {
      description: 'Unix time at which a changed source was last written to the target',
      unit: 's',
    })
    .addCallback((result) => {
      const { lastSync } = status();
      if (lastSync !== null) result.observe(Date.parse(lastSync) / 1000);
    });
}

/** An exporter that says when pushes begin to fail and when they work again; the SDK keeps silent about both. */
function telling(exporter: OTLPMetricExporter, url: string, log: Log): PushMetricExporter {
  let failing = false;
  return {
    export(metrics: ResourceMetrics, done) {
      exporter.export(metrics, (result: ExportResult) => {
        const failed = result.code !== ExportResultCode.SUCCESS;
        if (failed && !failing) {
          const reason = oneLine(result.error?.message ?? '') || 'no answer';
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
