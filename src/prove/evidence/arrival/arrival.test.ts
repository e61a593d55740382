import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import type { Ledger } from '../../../shared/protocol/ledger.ts';
import { EXPORTED_POINTS } from '../../../shared/catalog/index.ts';
import { type Arrival, readArrival } from './arrival.ts';

const CONTRACT = shopContract({ otlp: 'shop.orders' });
const HEALTH = { name: EXPORTED_POINTS.name, unit: EXPORTED_POINTS.unit, total: 5 };

function ledgerOf(events: number, acknowledgedAt: number): Ledger {
  const total = { events, value: events };
  return {
    schema: 'throughline.ledger/1',
    service: { name: 'shop', namespace: null, instanceId: 'a' },
    startedAt: new Date(acknowledgedAt - 60_000).toISOString(),
    acknowledgedAt: new Date(acknowledgedAt).toISOString(),
    metrics: [{ name: 'shop.orders', live: total, acknowledged: total, series: 1, overflowed: 0 }],
  };
}

/**
 * The arrival of a service whose health is stored, and whose first event only becomes searchable while it is waited for;
 * and how often that was.
 */
async function read(events: number): Promise<{ arrival: Arrival; waits: number }> {
  const { backend, push } = await embeddedBackend();
  const identity = await backend.identity();
  if (!identity.ok) throw new Error(identity.error);
  const at = Date.now();
  await push([HEALTH], at);
  let waits = 0;
  const arrival = await readArrival({
    contract: CONTRACT,
    identity: identity.value,
    api: backend.api,
    ledger: ledgerOf(events, at),
    now: () => at,
    sleep: async () => {
      waits += 1;
      if (events > 0) await push([{ name: 'shop.orders', total: events }], at);
    },
  });
  return { arrival, waits };
}

describe('the arrival of trailing data', () => {
  it('is waited for after the first event, although health is as new as the last accepted push', async () => {
    const { arrival, waits } = await read(1);
    expect(arrival.metrics).toMatchObject([{ prometheus: 'shop_orders_total', status: 'arrived' }]);
    expect(waits).toBe(1);
  });

  it('is not waited for while nothing was recorded, and health is stored', async () => {
    const { arrival, waits } = await read(0);
    expect(arrival.metrics).toMatchObject([{ status: 'idle' }]);
    expect(waits).toBe(0);
  });
});

describe('health of the job', () => {
  it('is not taken for that of the gateway that was asked', async () => {
    const { arrival } = await read(0);
    // It is stored without an instance.
    expect(arrival.health).toBeNull();
    expect(arrival.othersHealth?.series).toHaveLength(1);
  });
});
