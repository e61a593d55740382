import { describe, expect, it } from 'vitest';
import { defaultContract } from '../../contract/index.ts';
import { gatewayOf } from '../../../../test/support/gateway.ts';
import { carrying, exchange, tapOf } from '../../../../test/support/tapped.ts';
import type { Exchange } from '../../../shared/protocol/exchange.ts';
import type { TapView } from '../../views/tap.ts';
import { sdkPushesOnTheWire } from './pushes-on-the-wire.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 1_000 });

describe('sdk/pushes-on-the-wire', () => {
  it('passes where a push passed the tap, and fails where none did in two flush intervals', async () => {
    expect((await sdkPushesOnTheWire.runWith({ tap: tapOf(exchange(1)), contract })).status).toBe('pass');
    expect(await sdkPushesOnTheWire.runWith({ tap: tapOf(), contract })).toMatchObject({
      status: 'fail',
      message: 'no push of metrics passed the tap within two flush intervals of 1000 ms',
    });
  });

  it.each<[string, Partial<Exchange>]>([
    ['a GET', { method: 'GET', path: '/-/ready' }],
    ['a GET of the path', { method: 'GET' }],
    ['an empty POST', { request: { ...exchange(1).request, bytes: 0 } }],
    [
      'JSON of something else',
      {
        path: '/loki/api/v1/push',
        request: { ...exchange(1).request, contentType: 'application/json', payload: null },
      },
    ],
    ['traces', { path: '/v1/traces', request: { ...exchange(1).request, payload: null } }],
  ])('fails where only %s passed, which is no push of metrics', async (_, more) => {
    const tap = tapOf({ ...exchange(1), ...more }, { ...exchange(2), ...more });
    const outcome = await sdkPushesOnTheWire.runWith({ tap, contract });
    expect(outcome.status).toBe('fail');
    expect(outcome.evidence[0]?.saw).toContain('0 pushes of metrics');
  });

  it('counts a push to any path by its content type', async () => {
    const tap = tapOf({ ...exchange(1), path: '/insert' });
    expect((await sdkPushesOnTheWire.runWith({ tap, contract })).status).toBe('pass');
  });

  it('fails where every push is empty, unless a gateway was given, which shows whether it is idle', async () => {
    const tap = tapOf(carrying(), carrying());
    expect(await sdkPushesOnTheWire.runWith({ tap, contract })).toMatchObject({
      status: 'fail',
      modes: [15],
    });
    expect((await sdkPushesOnTheWire.runWith({ tap, contract, gateway: gatewayOf({}) })).status).toBe('pass');
  });

  it('is unknown where the tap does not respond', async () => {
    const tap: TapView = { url: 'http://tap', recording: async () => ({ ok: false, error: 'refused' }) };
    expect((await sdkPushesOnTheWire.runWith({ tap, contract })).status).toBe('unknown');
  });
});
