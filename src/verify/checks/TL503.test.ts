import { describe, expect, it } from 'vitest';
import { collector } from '../../../test/support/collector.ts';
import { exportingGateway } from '../../../test/support/exporting-gateway.ts';
import { prometheusAnswers, recordedBackend } from '../../../test/support/recorded-backend.ts';
import { TL503 } from './TL503.ts';

const refused = (endpoint: string, status: number) =>
  exportingGateway({
    endpoint,
    lastError: { at: '2026-02-20T03:00:00.000Z', message: `it answered ${status}`, status },
  });

async function judged(path: string, status = 404, origin?: string, more: object = {}) {
  const backend = await recordedBackend(prometheusAnswers());
  const gateway = refused(`${origin ?? backend.url}${path}`, status);
  return TL503.runWith({ backend, gateway, ...more });
}

describe('TL503', () => {
  it("passes on the receiver's own path, and on another one that is accepted", async () => {
    expect((await judged('/api/v1/otlp/v1/metrics')).status).toBe('pass');
    const backend = await recordedBackend(prometheusAnswers());
    const gateway = exportingGateway({ endpoint: 'http://proxy:8080/push/v1/metrics' });
    expect((await TL503.runWith({ backend, gateway })).status).toBe('pass');
  });

  it('fails on the path of another kind of backend', async () => {
    expect(await judged('/opentelemetry/v1/metrics')).toMatchObject({ status: 'fail', modes: [6, 73] });
    expect(await judged('/v1/metrics', 405, 'http://other:9090')).toMatchObject({ status: 'fail' });
  });

  it('leaves the path of a collector to it, and other faults of another server to their checks', async () => {
    const more = { collector: collector() };
    expect((await judged('/v1/metrics', 404, 'http://otelcol:4318', more)).status).toBe('pass');
    expect((await judged('/v1/metrics', 503, 'http://other:9090')).status).toBe('unknown');
  });
});
