import { describe, expect, it } from 'vitest';
import { embeddedBackend } from '../../../../test/support/embedded-backend.ts';
import { gatewayOf } from '../../../../test/support/gateway.ts';
import { sdkClocksAgree } from './clocks-agree.ts';

const MINUTE_MS = 60_000;
const outcome = async (offsetMs?: number) => {
  const { backend } = await embeddedBackend();
  return sdkClocksAgree.runWith({ backend, gateway: gatewayOf({}, null, offsetMs) });
};

describe('sdk/clocks-agree', () => {
  it("fails where the gateway's clock is more than ten minutes ahead", async () => {
    expect(await outcome(11 * MINUTE_MS)).toMatchObject({
      status: 'fail',
      message: "the gateway's clock is 11 min ahead of the backend's",
    });
  });

  it("warns where the gateway's clock is further behind than a query looks back", async () => {
    expect((await outcome(-6 * MINUTE_MS)).status).toBe('warn');
  });

  it('passes where the clocks agree, and is unknown where the gateway does not show its time', async () => {
    expect((await outcome(1_500)).status).toBe('pass');
    expect((await outcome()).status).toBe('unknown');
  });
});
