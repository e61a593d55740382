import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import { deployed } from '../../../../test/support/deployed.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { fallsOf } from '../../evidence/arrival/falls.ts';
import { storeReplicaIdentity } from './replica-identity.ts';

async function judged(replicas: number, instances: readonly string[], series = 3) {
  const scaled = (text: string) => text.replace('replicas: 1', `replicas: ${replicas}`);
  const changes = replicas === 1 ? {} : { 'deployment.yaml': scaled };
  return storeReplicaIdentity.runWith({
    ...deployed(changes),
    backend: await recordedBackend(prometheusAnswers()),
    arrival: arrived([metricResult('openclaw_tokens_total', { series })], instances),
  });
}

describe('store/replica-identity', () => {
  it.each([
    ['one gateway', 1, []],
    ['an instance per gateway', 2, ['a', 'b']],
    ['instances of pods that are gone', 2, ['a', 'b', 'c']],
  ])('passes on %s', async (_, replicas, instances) => {
    expect((await judged(replicas, instances)).status).toBe('pass');
  });

  it('fails when several pods have no instance, and reports a note when some may be idle', async () => {
    expect(await judged(3, [])).toMatchObject({
      status: 'fail',
      message: '3 pods write the same series: none has an instance',
    });
    expect(await judged(3, ['a', 'b'])).toMatchObject({ status: 'warn', severity: 'note' });
  });

  it('is unknown before anything is stored', async () => {
    expect((await judged(3, [], 0)).status).toBe('unknown');
  });

  it('fails on a counter that two processes write, without any manifest', async () => {
    expect(await fallen([975, 402, 981, 409, 990, 415])).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('several processes write the same series: orders_total falls'),
      evidence: [{ saw: expect.stringContaining('orders_total{job="shop"} falls 3 times in 6 samples') }],
    });
  });

  it('warns of falls that restarts may explain, and passes on one restart', async () => {
    expect((await fallen([12, 3, 11, 2, 14, 4])).status).toBe('warn');
    expect(await fallen([975, 990, 3, 9])).toMatchObject({
      status: 'pass',
      message: 'no counter of 1 falls again and again',
    });
  });
});

async function fallen(values: readonly number[]) {
  const samples = values.map((value, index) => ({ at: index * 15_000, value }));
  return storeReplicaIdentity.runWith({
    backend: await recordedBackend(prometheusAnswers()),
    arrival: arrived([metricResult('orders_total')]),
    counterFalls: { judged: [fallsOf({ labels: { __name__: 'orders_total', job: 'shop' }, samples })] },
  });
}
