import { describe, expect, it } from 'vitest';
import { piped } from '../../../../test/support/collector.ts';
import { receiverCollectorExporterUrl } from './collector-exporter-url.ts';

const judged = (exporter: object) => receiverCollectorExporterUrl.runWith({ collector: piped(exporter) });

const otlp = (endpoint: string) => ({ otlphttp: { endpoint } });
const exact = (url: string) => ({ otlphttp: { metrics_endpoint: url } });
const grpc = (endpoint: string) => ({ otlp: { endpoint } });
const write = (endpoint: string) => ({ prometheusremotewrite: { endpoint } });

describe('receiver/collector-exporter-url', () => {
  it.each<[object, string, number]>([
    [otlp('http://prometheus:9090/api/v1/otlp/v1/metrics'), 'fail', 6],
    [otlp('http://gw:4318/v1/metrics'), 'fail', 6],
    [otlp('http://p:9090/api/v1/write'), 'fail', 6],
    [otlp('collector:4318'), 'fail', 6],
    [exact('http://prometheus:9090/api/v1/otlp'), 'fail', 6],
    [exact('http://gw:4318'), 'fail', 6],
    [write('http://prometheus:9090/api/v1/otlp/v1/metrics'), 'fail', 6],
    [write('http://prometheus:9090/api/v1/otlp'), 'fail', 6],
    [otlp('http://prometheus:9090'), 'warn', 6],
    [otlp('http://prom.monitoring.svc:9090/otlp'), 'warn', 73],
    [otlp('http://victoria-metrics:8428/api/v1/otlp'), 'warn', 73],
    [otlp('http://mimir-distributor:8080'), 'warn', 6],
    [otlp('http://otel-gateway:4317'), 'warn', 32],
    [grpc('prometheus:9090'), 'warn', 32],
    [grpc('otel-gateway:4318'), 'warn', 32],
    [write('http://prometheus:9090'), 'warn', 6],
    [write('http://mimir:8080/api/v1/write'), 'warn', 73],
  ])('does not pass %j', async (exporter, status, mode) => {
    const outcome = await judged(exporter);
    expect(outcome).toMatchObject({ status, modes: [mode], location: { file: 'otel.yaml' } });
    expect(outcome.fix).toMatchObject({ kind: 'manual' });
  });

  it.each<[object]>([
    [otlp('http://prometheus:9090/api/v1/otlp')],
    [otlp('http://prometheus:9090/api/v1/otlp/')],
    [otlp('http://prometheus:9090/prefix/api/v1/otlp')],
    [exact('http://prometheus:9090/api/v1/otlp/v1/metrics')],
    [otlp('http://otel-gateway.monitoring:4318')],
    [otlp('http://victoria-metrics:8428/opentelemetry')],
    [otlp('https://otlp.vendor.example')],
    [otlp('http://mimir:8080/otlp')],
    [otlp('${env:SCHEME_AND_HOST}/api/v1/otlp')],
    [grpc('otel-gateway:4317')],
    [write('http://prometheus:9090/api/v1/write')],
    [write('https://prometheus-prod.example.net/api/prom/push')],
    [write('http://thanos-receive:19291/api/v1/receive')],
    [write('http://victoria-metrics:8428/api/v1/write')],
    [{ prometheusremotewrite: { http: { endpoint: 'http://mimir/api/v1/push' } } }],
  ])('passes %j', async (exporter) => {
    expect((await judged(exporter)).status).toBe('pass');
  });

  it('is unknown where a variable hides the URL', async () => {
    expect((await judged(otlp('${env:BACKEND}'))).status).toBe('pass');
    expect((await judged(grpc('${env:BACKEND}'))).status).toBe('unknown');
    expect((await judged(write('${BACKEND}'))).status).toBe('unknown');
  });

  it('reads the default of a variable', async () => {
    expect((await judged(otlp('${env:BACKEND:-http://prometheus:9090/v1/metrics}'))).status).toBe('fail');
  });

  it('warns where another exporter is right', async () => {
    const outcome = await judged({ ...otlp('http://a:9/v1/metrics'), ...write('http://b/api/v1/write') });
    expect(outcome).toMatchObject({ status: 'warn', affects: ['what is sent to otlphttp'] });
  });
});
