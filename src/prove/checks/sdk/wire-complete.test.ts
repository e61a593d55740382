import { describe, expect, it } from 'vitest';
import { exchange, tapOf } from '../../../../test/support/tapped.ts';
import type { GatewayView } from '../../views/gateway.ts';
import { sdkWireComplete } from './wire-complete.ts';

describe('TL333', () => {
  const gatewayWith = (...names: string[]): GatewayView =>
    ({
      url: 'http://gateway',
      ledger: async () => ({
        ok: true,
        value: { metrics: names.map((name) => ({ name, acknowledged: { events: 4, value: 4 } })) },
      }),
    }) as unknown as GatewayView;

  it('passes where all that was acknowledged passed, and names what a view dropped', async () => {
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
