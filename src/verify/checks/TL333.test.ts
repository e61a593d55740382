import { describe, expect, it } from 'vitest';
import { exchange, tapOf } from '../../../test/support/tapped.ts';
import type { GatewayView } from '../gateway-view.ts';
import { TL333 } from './TL333.ts';

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
    expect((await TL333.runWith({ tap, gateway: gatewayWith('openclaw.tokens') })).status).toBe('pass');
    const outcome = await TL333.runWith({
      tap,
      gateway: gatewayWith('openclaw.tokens', 'openclaw.cost.usd'),
    });
    expect(outcome).toMatchObject({ status: 'fail', modes: [22], affects: ['openclaw.cost.usd'] });
  });
});
