import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { API_TOKEN, GatewayProcess } from '../harness/gateway-process.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithServer } from '../harness/with-server.ts';
import type { Report } from '../../src/prove/index.ts';

let gateway: GatewayProcess;
let backend: RunningBackend;

afterEach(async () => {
  await gateway.dispose();
  await backend.stop();
});

/** A gateway that has done some work and pushes to an endpoint, and its check against the backend. */
async function checked(endpoint: string, more: readonly string[] = [], otel: object = {}): Promise<Report> {
  const config = {
    gateway: { port: 0, auth: { token: API_TOKEN } },
    channels: { webhook: {} },
    plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
    diagnostics: { enabled: true, otel: { enabled: true, endpoint, flushIntervalMs: 1_000, ...otel } },
  };
  // On separate lines: a diff with the line of the token would not be printed.
  gateway = await new GatewayProcess().start(JSON.stringify(config, null, 2));
  await gateway.post('webhook', { chatId: 'a', text: 'hello' });
  await gateway.until('a push has ended', async () => {
    const { exporter } = await gateway.status();
    return exporter !== null && exporter.accepted + exporter.refused > 1;
  });
  const file = join(gateway.dir, 'openclaw.json');
  const args = [
    'check',
    '--config',
    file,
    '--gateway',
    gateway.url,
    '--backend',
    backend.url,
    ...more,
    '-o',
    'json',
  ];
  const { stdout, stderr } = await throughline(args, { env: { THROUGHLINE_GATEWAY_TOKEN: API_TOKEN } });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const statusOf = (report: Report, id: string): string | undefined =>
  report.checks.find((check) => check.id === id)?.status;
const base = (url: string): string => url.replace(/\/v1\/metrics$/, '');

await describeWithServer('prometheus', 'a check against Prometheus', (server) => {
  it('is arriving if nothing is wrong, with idle metrics if nothing was recorded', async () => {
    backend = await startBackend(server);
    const report = await checked(base(backend.otlpMetricsUrl), ['--canary', '--wait', '20s']);
    expect(report).toMatchObject({ verdict: 'arriving', rootCause: null, reconciliation: { ratio: 1 } });
    expect(report.metrics.filter(({ status }) => status === 'idle').length).toBeGreaterThan(0);
    expect(report.checks.filter(({ status }) => status === 'fail')).toEqual([]);
    expect(report.vantage).toBe("this process, on the gateway's host");
  });

  it('names a receiver that is off, the flag that turns it on, and the response to the exporter', async () => {
    backend = await startBackend(server, { receiver: false });
    const report = await checked(base(backend.otlpMetricsUrl));
    expect(report.rootCause).toMatchObject({ check: 'TL502', link: 'receiver', modes: [34] });
    expect(report.rootCause?.fix?.text).toContain('--web.enable-otlp-receiver');
    expect(statusOf(report, 'TL302')).toBe('fail');
    expect(report.arrived).toBe(0);
  });

  it('names the flag of Prometheus 2 that has no effect in Prometheus 3', async () => {
    backend = await startBackend(server, {
      receiver: false,
      flags: ['--enable-feature=otlp-write-receiver'],
    });
    const report = await checked(base(backend.otlpMetricsUrl));
    expect(report.rootCause).toMatchObject({ check: 'TL502', modes: [35] });
  });

  it('names a port on which nothing listens', async () => {
    backend = await startBackend(server);
    const report = await checked('http://127.0.0.1:1/api/v1/otlp');
    expect(report.rootCause).toMatchObject({ check: 'TL402', link: 'network' });
    expect(report.rootCause?.summary).toContain('ECONNREFUSED');
    expect(statusOf(report, 'TL401')).toBe('pass');
  });

  it('names a host that does not resolve', async () => {
    backend = await startBackend(server);
    const report = await checked('http://prometheus.invalid:9090/api/v1/otlp');
    expect(report.rootCause).toMatchObject({ check: 'TL401', link: 'network', modes: [26] });
  });

  it("names another backend's path, with the right one as a diff", async () => {
    backend = await startBackend(server);
    const report = await checked(`${backend.address}/opentelemetry`);
    expect(report.rootCause).toMatchObject({ check: 'TL503', link: 'receiver', modes: [73] });
    expect(report.rootCause?.fix?.diff).toContain(`${backend.address}/api/v1/otlp`);
  });

  it('names a translation strategy whose names no reader queries', async () => {
    const config =
      'otlp:\n  translation_strategy: NoTranslation\nglobal:\n  metric_name_validation_scheme: utf8\n';
    backend = await startBackend(server, { config });
    const report = await checked(base(backend.otlpMetricsUrl), ['--wait', '5s']);
    expect(report.rootCause).toMatchObject({ check: 'TL701', link: 'names', modes: [56] });
    const webhook = report.metrics.find(({ otlp }) => otlp === 'openclaw.webhook.received');
    expect(webhook).toMatchObject({ status: 'misnamed', found: ['openclaw.webhook.received'] });
  });

  it('accepts service.name as a label if it is promoted, and is not broken if it is not', async () => {
    backend = await startBackend(server, {
      config: 'otlp:\n  promote_resource_attributes: [service.name]\n',
    });
    const report = await checked(base(backend.otlpMetricsUrl), ['--wait', '20s']);
    expect(report.verdict).toBe('arriving');
    expect(statusOf(report, 'TL703')).toBe('pass');
  });

  it('names a gateway that does not respond', async () => {
    backend = await startBackend(server);
    gateway = await new GatewayProcess().start({ gateway: { port: 0, auth: { token: API_TOKEN } } });
    const { stdout, code } = await throughline(['check', '--gateway', gateway.url, '-o', 'json'], {
      env: { THROUGHLINE_GATEWAY_TOKEN: 'wrong' },
    });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).rootCause).toMatchObject({ check: 'TL201' });
    expect(stdout).not.toContain(API_TOKEN);
  });
});

await describeWithServer('victoriametrics', 'a check against VictoriaMetrics', (server) => {
  it('recognises raw names, and names the flag for the right ones', async () => {
    backend = await startBackend(server, { flags: ['-opentelemetry.usePrometheusNaming=false'] });
    const report = await checked(base(backend.otlpMetricsUrl), ['--wait', '10s']);
    expect(report.rootCause).toMatchObject({ check: 'TL701', link: 'names', modes: [56] });
    expect(report.rootCause?.fix?.text).toContain('-opentelemetry.usePrometheusNaming');
    expect(report.checks.find(({ id }) => id === 'TL501')?.message).toContain('VictoriaMetrics');
  });
});
