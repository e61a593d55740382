import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/shared/config/index.ts';
import { DiagnosticBus } from '../../src/emit/diagnostics/index.ts';
import type {
  GatewayConfig,
  LogRecord,
  PluginApi,
  TelemetrySource,
} from '../../src/emit/plugin-api/index.ts';
import { OtelService } from './service.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A receiver that takes everything, and keeps the bodies. */
async function receiver() {
  const bodies: Buffer[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      paths.push(request.url ?? '');
      bodies.push(Buffer.concat(chunks));
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies, paths };
}

function configOf(otel: object, diagnostics: object = {}): GatewayConfig {
  const text = JSON.stringify({
    diagnostics: { enabled: true, otel: { enabled: true, ...otel }, ...diagnostics },
  });
  const reading = parseConfig(text, {});
  if (!reading.ok) throw new Error(reading.errors[0]?.message);
  return reading.config;
}

/** The least that a host is: one plugin, and a bus. */
function host(env: Record<string, string> = {}) {
  const lines: string[] = [];
  const say = (message: string) => void lines.push(message);
  const logger = { debug: say, info: say, warn: say, error: say };
  const bus = new DiagnosticBus((error) => {
    throw error;
  });
  const kept = new Map<string, unknown>();
  const telemetry: { source?: TelemetrySource } = {};
  const logListeners = new Set<(record: LogRecord) => void>();
  const api: PluginApi = {
    id: 'diagnostics-otel',
    config: configOf({}),
    pluginConfig: {},
    logger,
    registerService: () => {},
    registerChannel: () => {},
    receive: async () => ({ accepted: true }),
    registerTelemetry: (source) => {
      telemetry.source = source;
    },
    onDiagnosticEvent: (listener) => bus.subscribe(listener),
    onLogRecord: (listener) => {
      logListeners.add(listener);
      return () => logListeners.delete(listener);
    },
    keep: <T>(key: string, create: () => T) => {
      if (!kept.has(key)) kept.set(key, create());
      return kept.get(key) as T;
    },
  };
  const service = new OtelService(api, { HOSTNAME: 'pod-0', ...env });
  const start = (config: GatewayConfig) =>
    service.start({ config, logger, workspaceDir: '/nowhere', stateDir: '/nowhere' });
  const enqueue = () => bus.emit({ type: 'queue.lane.enqueue', lane: 'main', queueSize: 1 });
  const recorded = () =>
    telemetry.source?.ledger().metrics.find(({ name }) => name === 'openclaw.queue.lane.enqueue');
  const writeLog = (record: LogRecord) => logListeners.forEach((listener) => listener(record));
  return { service, start, bus, enqueue, recorded, lines, telemetry, writeLog };
}

describe('diagnostics-otel', () => {
  it('records events and pushes them, the last ones when it stops', async () => {
    const { endpoint, bodies } = await receiver();
    const { service, start, enqueue, recorded, telemetry } = host();
    await start(configOf({ endpoint, serviceNamespace: 'prod' }));
    enqueue();
    await service.stop();
    expect(recorded()).toMatchObject({ live: { value: 1 }, acknowledged: { value: 1 } });
    expect(telemetry.source?.exporter()).toMatchObject({
      state: 'stopped',
      endpoint: `${endpoint}/v1/metrics`,
      accepted: 1,
    });
    const sent = bodies.map(String).join('');
    for (const text of ['openclaw.queue.lane.enqueue', 'service.namespace', 'prod', 'pod-0:18789']) {
      expect(sent).toContain(text);
    }
    expect(sent).not.toMatch(/process\.|host\.name|telemetry\.sdk/);
  });

  it.each([
    ['diagnostics.enabled is false', configOf({}, { enabled: false }), {}],
    ['diagnostics.otel.enabled is false', configOf({ enabled: false }), {}],
    ['diagnostics.otel.metrics is false', configOf({ metrics: false }), {}],
    ['OTEL_SDK_DISABLED is true', configOf({}), { OTEL_SDK_DISABLED: 'TRUE' }],
    ['OTEL_METRICS_EXPORTER is none', configOf({}), { OTEL_METRICS_EXPORTER: 'none' }],
  ])('reports why it exports nothing: %s', async (reason, config, env) => {
    const { start, lines, telemetry, bus } = host(env);
    await start(config);
    expect(lines).toEqual([`exports no metrics: ${reason}`]);
    expect(telemetry.source?.offReason?.()).toBe(reason);
    expect(telemetry.source?.exporter()).toBeNull();
    expect(bus.listenerCount).toBe(0);
  });

  it.each([
    [
      /"grpc", which is not supported here/,
      configOf({ protocol: 'grpc', endpoint: 'http://collector:4317' }),
    ],
    [/no endpoint: set diagnostics\.otel\.endpoint/, configOf({})],
    [/is not a URL/, configOf({ endpoint: 'prometheus' })],
  ])('fails to start with a bad configuration, and says what to set: %s', async (message, config) => {
    const { start, telemetry, bus } = host();
    await expect(start(config)).rejects.toThrow(message);
    expect(telemetry.source?.offReason?.()).toMatch(message);
    expect(bus.listenerCount).toBe(0);
  });

  it('uses the endpoint of the environment if the config has none', async () => {
    const { endpoint } = await receiver();
    const { service, start, telemetry } = host({ OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/otlp/` });
    await start(configOf({}));
    expect(telemetry.source?.exporter()?.endpoint).toBe(`${endpoint}/otlp/v1/metrics`);
    await service.stop();
  });

  it('masks credentials of the endpoint wherever it is shown', async () => {
    const { service, start, telemetry, lines } = host();
    await start(configOf({ endpoint: 'http://me:hunter2@127.0.0.1:1/otlp?key=hunter2', timeoutMs: 100 }));
    await service.stop();
    expect(JSON.stringify([lines, telemetry.source?.exporter()])).not.toContain('hunter2');
  });

  it('keeps all counters across a reload with another endpoint and interval', async () => {
    const first = await receiver();
    const second = await receiver();
    const { service, start, enqueue, recorded, telemetry, bus } = host();
    await start(configOf({ endpoint: first.endpoint }));
    enqueue();
    const stopping = service.stop();
    enqueue();
    await stopping;
    await start(configOf({ endpoint: second.endpoint, flushIntervalMs: 5_000 }));
    enqueue();
    expect(telemetry.source?.exporter()).toMatchObject({ state: 'waiting', intervalMs: 5_000 });
    expect(bus.listenerCount).toBe(1);
    await service.stop();
    expect(recorded()).toMatchObject({ live: { value: 3 }, acknowledged: { value: 3 } });
    expect(second.bodies).toHaveLength(1);
  });

  it('starts a separate ledger for another identity', async () => {
    const { endpoint } = await receiver();
    const { service, start, enqueue, recorded, telemetry } = host();
    await start(configOf({ endpoint }));
    enqueue();
    await service.stop();
    await start(configOf({ endpoint, serviceName: 'renamed' }));
    expect(telemetry.source?.ledger()).toMatchObject({ service: { name: 'renamed' }, acknowledgedAt: null });
    expect(recorded()).toMatchObject({ live: { value: 0 } });
    await service.stop();
  });

  it('pushes each enabled signal to its path', async () => {
    const { endpoint, paths, bodies } = await receiver();
    const { service, start, enqueue, bus, writeLog } = host();
    await start(configOf({ endpoint, metrics: false, traces: true, logs: true }));
    enqueue();
    bus.emit({
      type: 'message.processed',
      messageId: 'm1',
      sessionKey: 'telegram:7',
      channel: 'telegram',
      source: 'user',
      outcome: 'completed',
      durationMs: 12,
    });
    writeLog({
      timeMs: Date.now(),
      level: 'warn',
      message: 'hello from the log',
      attributes: { plugin: 'x' },
    });
    await service.stop();
    expect(paths.toSorted()).toEqual(['/v1/logs', '/v1/traces']);
    const sent = bodies.map(String).join('');
    expect(sent).toContain('hello from the log');
    expect(sent).toContain('message telegram');
    expect(sent).not.toContain('telegram:7');
  });

  it('samples whole traces, none of them at a rate of 0', async () => {
    const { endpoint, bodies } = await receiver();
    const { service, start, bus } = host();
    await start(configOf({ endpoint, metrics: false, traces: true, sampleRate: 0 }));
    bus.emit({ type: 'webhook.answered', source: 'telegram', status: 200, durationMs: 3 });
    await service.stop();
    expect(bodies).toEqual([]);
  });

  it('has a manifest whose configSchema allows no key', () => {
    const manifest = JSON.parse(
      readFileSync(new URL('openclaw.plugin.json', import.meta.url), 'utf8'),
    ) as unknown;
    expect(manifest).toMatchObject({
      id: 'diagnostics-otel',
      configSchema: { type: 'object', additionalProperties: false },
    });
  });
});
