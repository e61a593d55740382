import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type FoundServer, type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { readReport, type Report } from '../../src/shared/protocol/report.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithServers } from '../harness/with-server.ts';

let gateway: GatewayProcess;
let backend: RunningBackend;
let collector: RunningBackend;

afterEach(async () => {
  await gateway.dispose();
  await collector.stop();
  await backend.stop();
});

interface Wiring {
  readonly processor?: string;
  readonly exporter?: string;
  readonly receivers?: string;
}

/** A gateway that pushes to a collector, which should forward metrics to Prometheus; and a check of all three. */
async function checked(
  servers: readonly FoundServer[],
  {
    processor = 'memory_limiter: { check_interval: 1s, limit_mib: 500 }',
    exporter = 'otlphttp',
    receivers = '[otlp]',
  }: Wiring,
  more: readonly string[] = [],
): Promise<Report> {
  const [prometheus, otelcol] = servers;
  backend = await startBackend(prometheus!);
  let counters = '';
  let text = '';
  collector = await startBackend(otelcol!, {
    config: ({ host, port, peerPort }) => {
      counters = `http://${host}:${peerPort}/metrics`;
      text = `receivers:
  otlp: { protocols: { http: { endpoint: "${host}:${port}" } } }
processors:
  ${processor}
exporters:
  debug: {}
  otlphttp: { endpoint: "${backend.address}/api/v1/otlp" }
service:
  telemetry:
    metrics: { level: detailed, readers: [{ pull: { exporter: { prometheus: { host: ${host}, port: ${peerPort} } } } }] }
  pipelines:
    traces: { receivers: [otlp], exporters: [debug] }
    metrics: { receivers: ${receivers}, processors: [${processor.split(':')[0]}], exporters: [${exporter}] }
`;
      return text;
    },
  });
  const config = {
    gateway: { port: 0, auth: { token: API_TOKEN } },
    channels: { webhook: {} },
    plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
    diagnostics: {
      enabled: true,
      otel: { enabled: true, endpoint: collector.address, flushIntervalMs: 500 },
    },
  };
  gateway = await new GatewayProcess().start(JSON.stringify(config, null, 2));
  await gateway.post('webhook', { chatId: 'a', text: 'hello' });
  await gateway.until('pushes have ended', async () => {
    const { exporter: state } = await gateway.status();
    return state !== null && state.accepted + state.refused > 2;
  });
  const file = join(gateway.dir, 'otel.yaml');
  await writeFile(file, text);
  const { stdout, stderr } = await throughline(
    [
      'check',
      '--config',
      join(gateway.dir, 'openclaw.json'),
      '--gateway',
      gateway.url,
      '--backend',
      backend.url,
      '--collector-config',
      file,
      '--collector-metrics',
      counters,
      ...more,
      '-o',
      'json',
    ],
    { env: { THROUGHLINE_GATEWAY_TOKEN: API_TOKEN } },
  );
  expect(stderr).toBe('');
  return readReport(stdout);
}

await describeWithServers(
  ['prometheus', 'otelcol'],
  'a collector between gateway and Prometheus',
  (servers) => {
    it('forwards everything if nothing is wrong', async () => {
      const report = await checked(servers, {}, ['--wait', '4s']);
      expect(report).toMatchObject({ verdict: 'arriving', rootCause: null, reconciliation: { ratio: 1 } });
    });

    it('is the root cause if its filter drops an expected metric', async () => {
      const report = await checked(servers, {
        processor: `filter/ours: { metrics: { metric: ['IsMatch(name, "^openclaw")'] } }`,
      });
      expect(report.rootCause).toMatchObject({ check: 'TL509', link: 'receiver', modes: [45] });
    });

    it('is the root cause if it filters by an attribute whose value the configuration shows', async () => {
      const report = await checked(servers, {
        processor: `filter/ours: { metrics: { metric: ['resource.attributes["service.name"] == "openclaw"'] } }`,
      });
      expect(report.rootCause).toMatchObject({ check: 'TL509', modes: [45] });
      expect(report.rootCause?.summary).toContain('drops 18 of 18');
    });

    it('is the root cause if only its counters show what it filters', async () => {
      const report = await checked(servers, {
        // A function that is not evaluated.
        processor: `filter/ours: { metrics: { metric: ['Len(name) > 3'] } }`,
      });
      expect(report.rootCause).toMatchObject({ check: 'TL509', modes: [45] });
      expect(report.rootCause?.summary).toContain('points were dropped by filters');
    });

    it('is the root cause if its metrics end in its log', async () => {
      const report = await checked(servers, { exporter: 'debug' });
      expect(report.rootCause).toMatchObject({ check: 'TL508', modes: [44] });
    });

    it('is the root cause if its memory limiter rejects everything', async () => {
      const report = await checked(servers, {
        processor: 'memory_limiter: { check_interval: 50ms, limit_mib: 1, spike_limit_mib: 0 }',
      });
      expect(report.rootCause).toMatchObject({ modes: [45] });
    });
  },
);
