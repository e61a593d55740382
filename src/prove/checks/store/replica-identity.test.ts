import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import { deployed } from '../../../../test/support/deployed.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
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

  it('fails when several gateways have no instance, and reports a note when some may be idle', async () => {
    expect(await judged(3, [])).toMatchObject({
      status: 'fail',
      message: '3 gateways write the same series: none has an instance',
    });
    expect(await judged(3, ['a', 'b'])).toMatchObject({ status: 'warn', severity: 'note' });
  });

  it('is unknown before anything is stored', async () => {
    expect((await judged(3, [], 0)).status).toBe('unknown');
  });
});
