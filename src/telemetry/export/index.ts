import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { Agent } from 'node:http';
import type { Identity } from '../identity.ts';
import type { Recorder } from '../recorder.ts';
import type { ExporterStatus } from '../status.ts';
import { watchRequests } from './attempts.ts';
import { ObservedExporter } from './exporter.ts';
import { ExporterHealth, type Notice } from './health.ts';
import { RecorderProducer } from './producer.ts';

export interface MetricExportOptions {
  readonly recorder: Recorder;
  /** Metrics URL, `/v1/metrics` included. */
  readonly url: string;
  /** The same, fit to be shown. */
  readonly shownUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  /** Of one push, its retries included. */
  readonly timeoutMs: number;
  readonly onNotice: (notice: Notice) => void;
}

export interface MetricExport {
  status(): ExporterStatus;
  /** Pushes what is recorded, and ends; never waits longer than the time-out. */
  stop(): Promise<void>;
}

/**
 * Starts pushing what the recorder holds: the official periodic reader and OTLP exporter (HTTP, protobuf), fed by
 * the recorder.
 *
 * The official exporter reads the environment too, where it is given nothing: OTEL_EXPORTER_OTLP_HEADERS are added
 * to the config's headers (which win key by key), COMPRESSION and the CERTIFICATE variables apply. TIMEOUT and
 * TEMPORALITY_PREFERENCE do not: both are always given.
 */
export function startMetricExport(options: MetricExportOptions): MetricExport {
  const { recorder, intervalMs, onNotice } = options;
  const health = new ExporterHealth(options.shownUrl, intervalMs);
  const producer = new RecorderProducer(
    recorder,
    resourceFromAttributes(resourceAttributes(recorder.identity)),
    intervalMs,
  );
  // A push ends before the next begins: two on their way may arrive in either order, and the later then is refused.
  const timeoutMs = Math.min(options.timeoutMs, Math.floor(intervalMs * 0.9));
  const agents = agentSource((agent) => {
    watchRequests(agent, (attempt) => exporter.onAttempt(attempt));
  });
  const exporter = new ObservedExporter({
    exporter: new OTLPMetricExporter({
      url: options.url,
      headers: { ...options.headers },
      timeoutMillis: timeoutMs,
      httpAgentOptions: agents.create,
    }),
    batchOf: (metrics) => producer.batchOf(metrics.scopeMetrics),
    now: Date.now,
    observer: {
      tried: () => health.tried(),
      accepted: (partial) => health.accepted(Date.now(), partial).forEach(onNotice),
      failed: (failure) => health.failed(failure).forEach(onNotice),
    },
  });
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: intervalMs,
    exportTimeoutMillis: intervalMs,
  });
  reader.setMetricProducer(producer);
  return {
    status: () => health.status(),
    stop: async () => {
      try {
        await reader.shutdown({ timeoutMillis: options.timeoutMs });
      } catch {
        onNotice({
          level: 'warn',
          message: `the last push to ${options.shownUrl} did not end within ${options.timeoutMs} ms`,
        });
      }
      health.stopped();
      agents.destroy();
    },
  };
}

/** The three that identify, and no more: anything else makes a target_info series, and detectors leak command lines. */
function resourceAttributes({ name, namespace, instanceId }: Identity): Record<string, string> {
  return {
    'service.name': name,
    ...(namespace !== null && { 'service.namespace': namespace }),
    'service.instance.id': instanceId,
  };
}

/**
 * The agent that the exporter would have made for itself, with the environment's certificates; but watched, and
 * closed at the end, since the exporter leaves its sockets open.
 */
function agentSource(onCreate: (agent: Agent) => void) {
  const { agentFactory } = convertLegacyHttpOptions({}, 'METRICS', 'v1/metrics', {});
  const created: Agent[] = [];
  return {
    create: async (protocol: string): Promise<Agent> => {
      const agent = await agentFactory(protocol);
      onCreate(agent);
      created.push(agent);
      return agent;
    },
    destroy: () => {
      for (const agent of created) agent.destroy();
    },
  };
}
