import { hostname } from 'node:os';
import {
  type GatewayConfig,
  type Identity,
  identityOf,
  maskUrl,
  type PluginApi,
  type PluginLogger,
  type PluginService,
  type Recorder,
  RecorderKeeper,
  type ServiceContext,
  type Signal,
} from '../../src/emit/plugin-api/index.ts';
import type { MetricExport } from '../../src/emit/plugin-api/otel-metrics.ts';
import { endpointOf, type Environment, offReason } from './signals.ts';

/** Records diagnostic events and pushes the signals that config and environment enable. */
export class OtelService implements PluginService {
  readonly id = 'diagnostics-otel';
  readonly #api: PluginApi;
  readonly #env: Environment;
  readonly #settingsPath: string | undefined;
  #metrics: MetricExport | null = null;
  #offReason: string | null = null;
  /** Stops what was started; each is called once. */
  #ends: (() => Promise<void>)[] = [];

  /** @param settingsPath where seriesLimit and sessionKey are set, if not in `diagnostics.otel` */
  constructor(api: PluginApi, env: Environment, settingsPath?: string) {
    this.#api = api;
    this.#env = env;
    this.#settingsPath = settingsPath;
  }

  /** @throws Error where export is enabled but cannot work; its message says what to set */
  async start({ config, stateDir, keptInstanceId, logger }: ServiceContext): Promise<void> {
    const { otel } = config.diagnostics;
    const identity = this.#identity(config, stateDir, keptInstanceId);
    const recorder = this.#api
      .keep('recorder', () => new RecorderKeeper(Date.now))
      .recorderFor(
        identity,
        { ...otel, ...(this.#settingsPath !== undefined && { settingsPath: this.#settingsPath }) },
        (message) => logger.warn(message),
      );
    this.#metrics = null;
    this.#offReason = offReason(config, 'metrics', this.#env);
    this.#api.registerTelemetry({
      ledger: () => recorder.ledger(),
      exporter: () => this.#metrics?.status() ?? null,
      offReason: () => this.#offReason,
    });
    if (this.#offReason === null) await this.#startMetrics(recorder, config, logger);
    else logger.info(`exports no metrics: ${this.#offReason}`);
    if (offReason(config, 'traces', this.#env) === null) await this.#startTraces(identity, config, logger);
    if (offReason(config, 'logs', this.#env) === null) await this.#startLogs(identity, config, logger);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#ends.splice(0).map((end) => end()));
  }

  // The SDK of a signal is imported where the signal starts: a gateway that does not export it does not load it.

  async #startMetrics(recorder: Recorder, config: GatewayConfig, logger: PluginLogger): Promise<void> {
    const options = this.#pushOptions('metrics', config, logger);
    // Before the first `await`, so that no event is missed.
    const unsubscribe = this.#api.onDiagnosticEvent((event) => recorder.record(event));
    const { startMetricExport } = await import('../../src/emit/plugin-api/otel-metrics.ts');
    const metrics = startMetricExport({
      ...options,
      recorder,
      sdkMetrics: config.diagnostics.otel.sdkMetrics,
    });
    this.#metrics = metrics;
    this.#ends.push(async () => {
      await metrics.stop();
      // After the last push, so that later events are in the totals that the next start continues.
      unsubscribe();
    });
    const { name, instanceId: instance } = recorder.identity;
    logger.info(
      `pushes metrics to ${options.shownUrl} every ${options.intervalMs / 1_000} s as ${name}, instance ${instance}`,
    );
  }

  async #startTraces(identity: Identity, config: GatewayConfig, logger: PluginLogger): Promise<void> {
    const options = this.#pushOptions('traces', config, logger);
    const { startTraceExport } = await import('../../src/emit/plugin-api/otel-traces.ts');
    const { sampleRate } = config.diagnostics.otel;
    const traces = startTraceExport({ ...options, identity, sampleRate });
    const unsubscribe = this.#api.onDiagnosticEvent((event) => traces.record(event));
    this.#ends.push(async () => {
      unsubscribe();
      await traces.stop();
    });
    logger.info(`pushes traces to ${options.shownUrl}, ${sampleRate * 100} % of them`);
  }

  async #startLogs(identity: Identity, config: GatewayConfig, logger: PluginLogger): Promise<void> {
    const options = this.#pushOptions('logs', config, logger);
    if (!this.#api.onLogRecord) {
      logger.warn(
        'diagnostics.otel.logs is true, but this gateway gives its log to no plugin; set it to false',
      );
      return;
    }
    const { startLogExport } = await import('../../src/emit/plugin-api/otel-logs.ts');
    const logs = startLogExport({ ...options, identity });
    const unsubscribe = this.#api.onLogRecord((record) => logs.record(record));
    this.#ends.push(async () => {
      unsubscribe();
      await logs.stop();
    });
    logger.info(`pushes the log to ${options.shownUrl}`);
  }

  #pushOptions(signal: Signal, { diagnostics: { otel } }: GatewayConfig, logger: PluginLogger) {
    const endpoint = endpointOf(otel, signal, this.#env);
    if (!endpoint.ok) {
      this.#offReason ??= endpoint.problem;
      throw new Error(endpoint.problem);
    }
    return {
      url: endpoint.url,
      shownUrl: maskUrl(endpoint.url),
      headers: otel.headers,
      intervalMs: otel.flushIntervalMs,
      timeoutMs: otel.timeoutMs,
      onNotice: ({ level, message }: { level: 'info' | 'warn'; message: string }) => logger[level](message),
    };
  }

  #identity({ diagnostics: { otel }, gateway }: GatewayConfig, stateDir: string, kept?: string): Identity {
    return identityOf(otel, { env: this.#env, hostname: hostname(), port: gateway.port, stateDir, kept });
  }
}
