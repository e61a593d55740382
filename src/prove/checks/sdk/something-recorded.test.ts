import { describe, expect, it } from 'vitest';
import { gatewayOf } from '../../../../test/support/gateway.ts';
import { sdkSomethingRecorded } from './something-recorded.ts';

const ledgerOf = (events: number) => {
  const total = { events, value: events };
  return {
    schema: 'throughline.ledger/1' as const,
    service: { name: 'openclaw', namespace: null, instanceId: 'a' },
    startedAt: '2026-02-20T02:00:00.000Z',
    acknowledgedAt: null,
    metrics: [{ name: 'openclaw.tokens', live: total, acknowledged: total, series: 1, overflowed: 0 }],
  };
};

describe('sdk/something-recorded', () => {
  it('passes where something was recorded', async () => {
    expect((await sdkSomethingRecorded.runWith({ gateway: gatewayOf({}, ledgerOf(3)) })).status).toBe('pass');
  });

  it('reports an idle gateway as a note', async () => {
    const outcome = await sdkSomethingRecorded.runWith({ gateway: gatewayOf({}, ledgerOf(0)) });
    expect(outcome).toMatchObject({ status: 'warn', severity: 'note' });
  });

  it('is unknown for a gateway without a ledger', async () => {
    expect((await sdkSomethingRecorded.runWith({ gateway: gatewayOf({}) })).status).toBe('unknown');
  });
});
