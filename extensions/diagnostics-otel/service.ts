import { hostname } from 'node:os';
import {
  type ExporterStatus,
  type GatewayConfig,
  type Identity,
  instanceId,
  maskUrl,
  type PluginApi,
  type PluginService,
  RecorderKeeper,
  type ServiceContext,
} from '../../src/plugin-api/index.ts';
import type { MetricExport } from '../../src/plugin-api/otel.ts';
import { metricsEndpoint } from './endpoint.ts';
import { type Environment, offReason } from './off-reason.ts';

/** Records diagnostic events and pushes the metrics made of them, while config and environment want it. */
export class OtelService implements PluginService {
  readonly id = 'diagnostics-otel';
  readonly #api: PluginApi;
  readonly #env: Environment;
  #export: MetricExport | null = null;
  #offReason: string | null = null;
  #unsubscribe: (() => void) | null = null;

  constructor(api: PluginApi, env: Environment) {
    this.#api = api;
    this.#env = env;
  }

  /** @throws Error where export is wanted but cannot work; its message says what to set */
  async start({ config, stateDir, logger }: ServiceContext): Promise<void> {
    const { otel } = config.diagnostics;
    const identity = this.#identity(config, stateDir);
    const recorder = this.#api
      .keep('recorder', () => new RecorderKeeper(Date.now))
      .recorderFor(identity, otel, (message) => logger.warn(message));
    this.#api.registerTelemetry({
      ledger: () => recorder.ledger(),
      exporter: (): ExporterStatus | null => this.#export?.status() ?? null,
      offReason: () => this.#offReason,
    });
    this.#export = null;
    this.#offReason = offReason(config, this.#env);
    if (this.#offReason !== null) {
      logger.info(`exports no metrics: ${this.#offReason}`);
      return;
    }
    const endpoint = metricsEndpoint(otel, this.#env);
    if (!endpoint.ok) {
      this.#offReason = endpoint.problem;
      throw new Error(endpoint.problem);
    }
    const { url } = endpoint;
    // Before anything is waited for, so that no event is missed meanwhile.
    this.#unsubscribe = this.#api.onDiagnosticEvent((event) => recorder.record(event));
    // Here and not above: a gateway that exports nothing loads no SDK.
    const { startMetricExport } = await import('../../src/plugin-api/otel.ts');
    this.#export = startMetricExport({
      recorder,
      url,
      shownUrl: maskUrl(url),
      headers: otel.headers,
      intervalMs: otel.flushIntervalMs,
      timeoutMs: otel.timeoutMs,
      onNotice: ({ level, message }) => logger[level](message),
    });
    logger.info(
      `pushes metrics to ${maskUrl(url)} every ${otel.flushIntervalMs / 1_000} s as ${identity.name}, instance ${identity.instanceId}`,
    );
  }

  async stop(): Promise<void> {
    await this.#export?.stop();
    // After the last push, not before: what came meanwhile is in the totals that the next start goes on with.
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  #identity({ diagnostics: { otel }, gateway }: GatewayConfig, stateDir: string): Identity {
    return {
      name: otel.serviceName,
      namespace: otel.serviceNamespace ?? null,
      instanceId: instanceId({
        configured: otel.serviceInstanceId,
        env: this.#env,
        hostname: hostname(),
        port: gateway.port,
        stateDir,
      }),
    };
  }
}
