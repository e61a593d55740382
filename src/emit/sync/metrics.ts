import { hostname } from 'node:os';
import { resolve } from 'node:path';
import type { Meter } from '@opentelemetry/api';
import { configSchema, effectiveEndpoint } from '../../shared/config/index.ts';
import { startOwnMetrics } from '../../shared/otlp/own-metrics.ts';
import { maskUrl } from '../../shared/text/secrets.ts';
import type { Log } from './reconcile.ts';
import type { SyncStatus } from '../../shared/protocol/sync-status.ts';

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

/**
 * Pushes what `/status` says as metrics over OTLP/HTTP protobuf. Headers, such as credentials, come from
 * OTEL_EXPORTER_OTLP_HEADERS.
 *
 * This file is loaded only on request: the SDK takes some 10 MiB.
 *
 * @throws {TypeError} where the endpoint is no http(s) URL
 */
export function pushMetrics({ endpoint, intervalMs, status, log }: MetricsOptions): MetricsPush {
  const { otel } = configSchema.parse({ diagnostics: { otel: { endpoint } } }).diagnostics;
  const effective = effectiveEndpoint(otel, 'metrics', {});
  if (!effective.ok) throw new TypeError(effective.problem.replace('diagnostics.otel.endpoint', endpoint));
  const own = startOwnMetrics({
    url: effective.url,
    shownUrl: maskUrl(effective.url),
    serviceName: 'throughline-sync',
    // Different for each replica and each target of one host.
    instanceId: `${hostname()}:${resolve(status().target)}`,
    intervalMs,
    log,
  });
  observe(own.meter, status);
  return own;
}

function observe(meter: Meter, status: () => SyncStatus): void {
  const counters = {
    syncs: 'Changed configurations written to the target',
    refused: 'Texts at the source that were no valid configuration',
    restored: 'Times that the target was put back after it had been deleted or changed',
    restarts: 'Runs of the restart command',
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
    .createObservableGauge('throughline.sync.telemetry.ended', {
      description:
        '1 while the telemetry of the gateway is ended or failing since the last change, 0 while it arrives; else absent',
    })
    .addCallback((result) => {
      const value = { ended: 1, failing: 1, arriving: 0, off: 0, watching: undefined, unknown: undefined }[
        status().telemetry?.state ?? 'unknown'
      ];
      if (value !== undefined) result.observe(value);
    });
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
