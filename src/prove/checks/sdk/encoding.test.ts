import { describe, expect, it } from 'vitest';
import { releaseOf } from '../../../shared/openclaw/index.ts';
import { openclawHome } from '../../../../test/support/openclaw-home.ts';
import type { BackendView } from '../../views/backend.ts';
import { sdkEncoding } from './encoding.ts';

const backend = { url: 'http://victoriametrics:8428' } as unknown as BackendView;
const identity = (flavour: string, counts: Readonly<Record<string, number>> = {}): object => ({
  backend: { flavour },
  title: flavour === 'prometheus' ? 'Prometheus 3.5' : 'VictoriaMetrics 1.140',
  serverCounts: new Map(Object.entries(counts)),
});
const release = (version: string): object => ({
  target: { product: 'openclaw', release: releaseOf(version), isLine: false },
  by: [],
});
const plugin = (wire: 'json' | 'protobuf') =>
  openclawHome({
    plugin: { path: '/app/extensions/diagnostics-otel', origin: 'bundled', version: '1', missing: [], wire },
  });
const judged = async (given: object) =>
  sdkEncoding.runWith({
    backend,
    backendIdentity: identity('victoriametrics'),
    openclawRelease: { target: undefined, by: [] },
    metricsUrl: new URL('http://victoriametrics:8428/opentelemetry/v1/metrics'),
    ...given,
  });
/** As VictoriaMetrics 1.140 shows them. */
const REJECTED = 'vm_http_request_errors_total{path="/opentelemetry/v1/metrics", protocol="opentelemetry"}';
const STORED = 'vm_rows_inserted_total{type="opentelemetry"}';

describe('sdk/encoding', () => {
  it('fails where JSON goes to VictoriaMetrics: by the installed plugin, or by its release', async () => {
    for (const given of [{ openclaw: plugin('json') }, { openclawRelease: release('2026.2.19') }])
      expect(await judged(given)).toMatchObject({
        status: 'fail',
        message: 'JSON is sent, and VictoriaMetrics 1.140 reads protobuf only',
      });
  });

  it('passes on protobuf, and on JSON that goes to a server that reads both', async () => {
    expect((await judged({ openclaw: plugin('protobuf') })).status).toBe('pass');
    const prometheus = {
      backendIdentity: identity('prometheus'),
      metricsUrl: new URL('http://prometheus-k8s:9090/api/v1/otlp/v1/metrics'),
    };
    expect((await judged({ openclaw: plugin('json'), ...prometheus })).message).toBe(
      'Prometheus 3.5 reads JSON',
    );
    expect((await judged(prometheus)).status).toBe('skip');
  });

  it('does not judge another service by what OpenClaw sends', async () => {
    const service = { owner: 'service', name: 'bakery' };
    expect(await judged({ openclawRelease: release('2026.2.19'), service })).toMatchObject({
      status: 'skip',
      message: 'another service is judged',
    });
  });

  it('fails where VictoriaMetrics has rejected every OTLP request, and is unknown where it stored some', async () => {
    const counted = (errors: number, rows: number): object => ({
      backendIdentity: identity('victoriametrics', { [REJECTED]: errors, [STORED]: rows }),
    });
    expect(await judged(counted(7, 0))).toMatchObject({ status: 'fail' });
    expect((await judged(counted(7, 3))).status).toBe('unknown');
    expect((await judged(counted(0, 0))).status).toBe('unknown');
  });

  it('does not pass by a backend that does not receive the pushes', async () => {
    const given = {
      backend: { url: 'http://prometheus:9090' } as unknown as BackendView,
      backendIdentity: identity('prometheus'),
      openclaw: plugin('json'),
    };
    expect((await judged(given)).status).toBe('fail');
    const elsewhere = { metricsUrl: new URL('http://collector:4318/v1/metrics') };
    expect((await judged({ ...given, ...elsewhere })).status).toBe('skip');
  });

  it('knows VictoriaMetrics by the path of the metrics URL where no backend was given', async () => {
    const metricsUrl = new URL('http://victoriametrics:8428/opentelemetry/v1/metrics');
    const rest = { metricsUrl };
    expect((await sdkEncoding.runWith({ ...rest, openclaw: plugin('json') })).status).toBe('fail');
    expect((await sdkEncoding.runWith({ ...rest, openclaw: plugin('protobuf') })).status).toBe('pass');
    const elsewhere = new URL('http://prometheus:9090/api/v1/otlp/v1/metrics');
    expect((await sdkEncoding.runWith({ metricsUrl: elsewhere, openclaw: plugin('json') })).status).toBe(
      'unknown',
    );
  });

  it('is skipped where the pushes go to another server, such as a collector', async () => {
    const metricsUrl = new URL('http://collector:4318/v1/metrics');
    expect((await judged({ openclaw: plugin('json'), metricsUrl })).status).toBe('skip');
  });
});
