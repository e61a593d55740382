import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { describeWithServer } from '../harness/with-server.ts';

const HOOK_TOKEN = 'hook-token-of-the-test';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

interface LogLine {
  readonly severityText: string;
  readonly body: { readonly stringValue: string };
}

interface Taken {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A server that accepts and keeps everything. */
class Taker {
  readonly taken: Taken[] = [];
  readonly #server: Server = createServer((request, response) => {
    void buffer(request).then((body) => {
      this.taken.push({ path: request.url ?? '', headers: request.headers, body });
      response.end();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  bodies(path: string): string[] {
    return this.taken.filter((one) => one.path === path).map(({ body }) => body.toString());
  }
}

let model: ModelServer;
let gateway: GatewayProcess;
let taker: Taker;
let url: string;

beforeEach(async () => {
  model = await startModelServer(({ text }) => (text === 'fail' ? { kind: 'rubbish' } : undefined));
  taker = new Taker();
  url = await taker.start();
});

afterEach(async () => {
  await gateway.dispose();
  await model.close();
  taker.stop();
});

async function started(otel: object): Promise<void> {
  gateway = await new GatewayProcess().start({
    gateway: { port: 0, auth: { token: API_TOKEN } },
    models: { providers: { main: { baseUrl: model.url, models: [{ id: 'large' }] } } },
    agents: { defaults: { model: { primary: 'main/large' }, maxAttempts: 1 } },
    channels: { webhook: { webhookToken: HOOK_TOKEN } },
    plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
    diagnostics: {
      enabled: true,
      otel: { enabled: true, serviceName: 'openclaw', flushIntervalMs: 1_000, metrics: false, ...otel },
    },
  });
}

const say = (text: string) => gateway.post('webhook', { chatId: 'c1', text }, HOOK_TOKEN);

await describeWithServer('otelcol', 'traces and logs in a real collector', (otelcol) => {
  let collector: RunningBackend;
  afterEach(() => collector.stop());

  const collected = <T>(signal: 'traces' | 'logs', inside: string): T[] =>
    taker.bodies(`/v1/${signal}`).flatMap((body) => recordsIn<T>(JSON.parse(body), inside));

  it('are one trace of webhook, message and run for each message, and the log without its secrets', async () => {
    collector = await startBackend(otelcol, {
      config: ({ host, port, peerPort }) => `receivers:
  otlp: { protocols: { http: { endpoint: "${host}:${port}" } } }
exporters:
  debug: {}
  otlphttp: { endpoint: "${url}", encoding: json, compression: none }
service:
  telemetry:
    metrics: { readers: [{ pull: { exporter: { prometheus: { host: ${host}, port: ${peerPort} } } } }] }
  pipelines:
    traces: { receivers: [otlp], exporters: [otlphttp] }
    logs: { receivers: [otlp], exporters: [otlphttp] }
    metrics: { receivers: [otlp], exporters: [debug] }
`,
    });
    await started({ endpoint: collector.address, traces: true, logs: true });
    expect((await say('hello')).status).toBe(202);
    expect((await say('fail')).status).toBe(202);
    await gateway.until('both messages are worked on', async () => {
      const { queue } = await gateway.status();
      return (
        model.requests.length === 2 && queue.lanes.every(({ running, waiting }) => running + waiting === 0)
      );
    });
    await gateway.signal('SIGTERM');
    await gateway.until('everything is passed on', () => collected('traces', 'spans').length >= 6);

    const spans = collected<Span>('traces', 'spans');
    const traces = new Set(spans.map(({ traceId }) => traceId));
    expect(traces.size).toBe(2);
    for (const id of traces) {
      const trace = spans.filter(({ traceId }) => traceId === id);
      const [webhook, message, run] = ['webhook webhook', 'message webhook', 'run large'].map((name) =>
        trace.find((span) => span.name === name),
      );
      expect(webhook?.parentSpanId ?? '').toBe('');
      expect(message?.parentSpanId).toBe(webhook?.spanId);
      expect(run?.parentSpanId).toBe(message?.spanId);
    }
    await gateway.until('the log is passed on', () => collected('logs', 'logRecords').length > 0);
    const log = collected<LogLine>('logs', 'logRecords');
    expect(log).toContainEqual(
      expect.objectContaining({
        severityText: 'ERROR',
        body: { stringValue: expect.stringContaining('message failed') as string },
      }),
    );
    expect(JSON.stringify(taker.taken.map(({ body }) => String(body)))).not.toContain(HOOK_TOKEN);
  });
});

it('traces and logs carry the configured headers, each to its path', async () => {
  await started({ endpoint: url, traces: true, logs: true, headers: { 'x-scope-orgid': 'team-a' } });
  await say('hello');
  await gateway.until('both have come', () => new Set(taker.taken.map(({ path }) => path)).size === 2);
  expect(
    new Set(taker.taken.map(({ path, headers }) => `${path} ${String(headers['x-scope-orgid'])}`)),
  ).toEqual(new Set(['/v1/traces team-a', '/v1/logs team-a']));
});

it('traces are kept or dropped as a whole, by the sample rate', async () => {
  await started({ endpoint: url, traces: true, sampleRate: 0 });
  await say('hello');
  await gateway.until('it is answered', () => model.requests.length === 1);
  await gateway.signal('SIGTERM');
  expect(taker.taken).toEqual([]);
});

/** All records of a kind inside an OTLP/JSON request, whatever resource and scope they belong to. */
function recordsIn<T>(value: unknown, key: string): T[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key ? (inner as T[]) : recordsIn<T>(inner, key),
  );
}
