import { describe, expect, it } from 'vitest';
import { COLLECTOR, collector, TO_COLLECTOR } from '../../../../test/support/collector.ts';
import { exportingGateway } from '../../../../test/support/exporting-gateway.ts';
import { networkCollectorAddress } from './collector-address.ts';

const refused = (endpoint: string) =>
  exportingGateway({
    endpoint,
    lastError: { at: '2026-02-20T03:00:00.000Z', message: 'refused', status: null, code: 'ECONNREFUSED' },
  });

const listensOn = (endpoint: string) => collector(COLLECTOR.replace('0.0.0.0:4318', endpoint));

describe('network/collector-address', () => {
  it.each(['0.0.0.0:4318', '${env:MY_POD_IP}:4318', '"[::]:4318"'])('passes on %s', async (endpoint) => {
    const gateway = refused(TO_COLLECTOR.endpoint);
    expect((await networkCollectorAddress.runWith({ collector: listensOn(endpoint), gateway })).status).toBe(
      'pass',
    );
  });

  it.each(['localhost:4318', '127.0.0.1:4318', '"[::1]:4318"'])('fails on %s', async (endpoint) => {
    const gateway = refused(TO_COLLECTOR.endpoint);
    const outcome = await networkCollectorAddress.runWith({ collector: listensOn(endpoint), gateway });
    expect(outcome).toMatchObject({ status: 'fail', location: { file: 'otel.yaml', line: 5 } });
    expect(outcome.fix?.text).toContain('to 0.0.0.0:4318');
  });

  it('fails without an endpoint, because the default is localhost', async () => {
    const silent = collector(COLLECTOR.replace(/http:\n\s+endpoint: .*\n/, 'http: {}\n'));
    const outcome = await networkCollectorAddress.runWith({
      collector: silent,
      gateway: refused(TO_COLLECTOR.endpoint),
    });
    expect(outcome.status).toBe('fail');
  });

  it('passes in the same pod, and is skipped where the gateway pushes to the backend directly', async () => {
    const here = refused('http://127.0.0.1:4318/v1/metrics');
    expect(
      (await networkCollectorAddress.runWith({ collector: listensOn('localhost:4318'), gateway: here }))
        .status,
    ).toBe('pass');
    const there = exportingGateway();
    expect(
      (await networkCollectorAddress.runWith({ collector: listensOn('localhost:4318'), gateway: there }))
        .status,
    ).toBe('skip');
  });
});
