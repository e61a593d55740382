import { describe, expect, it } from 'vitest';
import type { SeenMetric } from '../../../shared/protocol/exchange.ts';
import { carrying, exchange, tapOf, tokens } from '../../../../test/support/tapped.ts';
import { sdkWireTemporality } from './wire-temporality.ts';

describe('sdk/wire-temporality', () => {
  it('passes on cumulative totals, and names the metrics that are sent as deltas', async () => {
    const delta: SeenMetric = { ...tokens, name: 'openclaw.cost.usd', temporality: 'delta' };
    expect((await sdkWireTemporality.runWith({ tap: tapOf(exchange(1)) })).status).toBe('pass');
    expect(await sdkWireTemporality.runWith({ tap: tapOf(carrying(tokens, delta)) })).toMatchObject({
      status: 'fail',
      affects: ['openclaw.cost.usd'],
    });
  });

  it('is unknown where only gauges pass, which have no temporality', async () => {
    const gauge: SeenMetric = { ...tokens, kind: 'gauge', temporality: null };
    expect((await sdkWireTemporality.runWith({ tap: tapOf(carrying(gauge)) })).status).toBe('unknown');
  });
});
