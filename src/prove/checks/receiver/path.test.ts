import { describe, expect, it } from 'vitest';
import type { BackendView } from '../../views/backend.ts';
import { exportingGateway } from '../../../../test/support/exporting-gateway.ts';
import type { GatewayView } from '../../views/gateway.ts';
import { receiverPath } from './path.ts';

const PROMETHEUS = 'http://127.0.0.1:9090/api/v1/otlp/v1/metrics';

const backendAt = (otlpMetricsUrl: string): BackendView =>
  ({
    url: 'http://127.0.0.1:9090',
    identity: async () => ({ ok: true, value: { title: 'the backend', otlpMetricsUrl } }),
  }) as unknown as BackendView;

const pushingTo = (endpoint: string, status: number, words = ''): GatewayView => {
  const lastError = { at: '2026-02-20T03:00:00Z', message: `it answered ${status}, "${words}"`, status };
  return exportingGateway({ endpoint, tried: 2, accepted: 0, refused: 2, lastSuccess: null, lastError });
};

const run = (right: string, pushed: string, status = 404, words = '') =>
  receiverPath.runWith({ backend: backendAt(right), gateway: pushingTo(pushed, status, words) });

describe('receiver/path', () => {
  it.each([
    ['the host alone', '/v1/metrics', [6, 73]],
    ['a signal path that occurs twice', '/api/v1/otlp/v1/metrics/v1/metrics', [6]],
    ['half a path', '/api/v1/otlp/v1/v1/metrics', [6]],
    ['the path of VictoriaMetrics', '/opentelemetry/v1/metrics', [73]],
    ['the path of Mimir', '/otlp/v1/metrics', [73]],
  ])('fails on %s', async (_, path, modes) => {
    const outcome = await run(PROMETHEUS, `http://prometheus:9090${path}`);
    expect(outcome).toMatchObject({ status: 'fail', modes });
  });

  it('fails where the path lacks a route prefix', async () => {
    const right = 'http://127.0.0.1:9090/prom/api/v1/otlp/v1/metrics';
    expect(await run(right, 'http://prometheus:9090/api/v1/otlp/v1/metrics')).toMatchObject({ modes: [37] });
  });

  // VictoriaMetrics answers 400 to a path that it does not know.
  it('fails on "unsupported path requested" as on a 404', async () => {
    const right = 'http://127.0.0.1:8428/opentelemetry/v1/metrics';
    const pushed = 'http://victoriametrics:8428/api/v1/otlp/v1/metrics';
    const outcome = await run(right, pushed, 400, "unsupported path requested: '/api/v1/otlp/v1/metrics'");
    expect(outcome).toMatchObject({ status: 'fail', modes: [73] });
  });

  it('is unknown where another server rejects for another reason', async () => {
    const outcome = await run(PROMETHEUS, 'http://proxy:9090/v1/metrics', 401, 'Unauthorized');
    expect(outcome.status).toBe('unknown');
  });
});
