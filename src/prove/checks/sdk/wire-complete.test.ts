import { describe, expect, it } from 'vitest';
import { exchange, tapOf } from '../../../../test/support/tapped.ts';
import type { GatewayView } from '../../views/gateway.ts';
import { sdkWireComplete } from './wire-complete.ts';

describe('sdk/wire-complete', () => {
  const gatewayWith = (...names: string[]): GatewayView =>
    ({
      url: 'http://gateway',
      ledger: async () => ({
        ok: true,
        value: { metrics: names.map((name) => ({ name, acknowledged: { events: 4, value: 4 } })) },
      }),
    }) as unknown as GatewayView;

  it('passes where all acknowledged metrics passed the tap, and names those that did not', async () => {
    const tap = tapOf(exchange(1));
    expect((await sdkWireComplete.runWith({ tap, gateway: gatewayWith('openclaw.tokens') })).status).toBe(
      'pass',
    );
    const outcome = await sdkWireComplete.runWith({
      tap,
      gateway: gatewayWith('openclaw.tokens', 'openclaw.cost.usd'),
    });
    expect(outcome).toMatchObject({ status: 'fail', modes: [22], affects: ['openclaw.cost.usd'] });
  });
});
