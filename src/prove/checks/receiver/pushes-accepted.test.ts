import { describe, expect, it } from 'vitest';
import {
  exportingGateway,
  refusedGateway,
  unansweredGateway,
} from '../../../../test/support/exporting-gateway.ts';
import type { Vantage } from '../../views/vantage.ts';
import { networkConnects } from '../network/connects.ts';
import { receiverPushesAccepted } from './pushes-accepted.ts';

/** Of the gateway itself, where a connection comes to this. */
const vantage = (code: string | undefined): Vantage => ({
  describe: async () => "this process, on the gateway's host",
  isGatewayVantage: async () => true,
  resolve: async () => ({ addresses: ['10.0.0.1'] }),
  connect: async () => code,
  handshake: async () => undefined,
  mountOf: async () => undefined,
});

describe('receiver/pushes-accepted', () => {
  it('passes where pushes are accepted, and where the response is about samples', async () => {
    expect((await receiverPushesAccepted.runWith({ gateway: exportingGateway() })).status).toBe('pass');
    expect(
      (await receiverPushesAccepted.runWith({ gateway: refusedGateway(400, 'out of order sample') })).status,
    ).toBe('pass');
  });

  it.each([
    [401, 'no org id', 38],
    [415, '', 39],
    [413, '', 40],
    [503, 'Service Unavailable', 41],
    [502, 'Bad Gateway', 19],
  ])('fails on %s "%s"', async (status, said, mode) => {
    const outcome = await receiverPushesAccepted.runWith({ gateway: refusedGateway(status, said) });
    expect(outcome).toMatchObject({ status: 'fail', modes: [mode], fix: { kind: 'manual' } });
  });

  it('is unknown before the first response', async () => {
    expect(
      (await receiverPushesAccepted.runWith({ gateway: exportingGateway({ accepted: 0 }) })).status,
    ).toBe('unknown');
  });

  it('distinguishes a slow response from dropped packets by a connection', async () => {
    const gateway = unansweredGateway('ETIMEDOUT');
    const slow = { gateway, vantage: vantage(undefined) };
    expect(await receiverPushesAccepted.runWith(slow)).toMatchObject({ status: 'fail', modes: [19] });
    expect((await networkConnects.runWith(slow)).status).toBe('pass');
    const dropped = { gateway, vantage: vantage('ETIMEDOUT') };
    expect((await receiverPushesAccepted.runWith(dropped)).status).toBe('unknown');
    expect(await networkConnects.runWith(dropped)).toMatchObject({ status: 'fail', modes: [24, 25] });
  });
});
