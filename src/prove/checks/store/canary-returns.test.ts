import { describe, expect, it } from 'vitest';
import { embeddedBackend } from '../../../../test/support/embedded-backend.ts';
import { createCanary } from '../../views/canary.ts';
import { storeCanaryReturns } from './canary-returns.ts';

/** A clock that advances when a sleep is requested. */
function hurried(): Parameters<typeof createCanary>[0] {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    sleep: async (ms) => {
      ahead += ms;
    },
  };
}

describe('store/canary-returns', () => {
  it('passes when the canary is read back', async () => {
    const { backend } = await embeddedBackend();
    expect((await storeCanaryReturns.runWith({ backend, canary: createCanary(hurried()) })).status).toBe(
      'pass',
    );
  });

  it('fails when the receiver rejects the canary', async () => {
    const { backend } = await embeddedBackend({ receiver: 'off' });
    const outcome = await storeCanaryReturns.runWith({ backend, canary: createCanary(hurried()) });
    expect(outcome).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('the canary was rejected'),
      fix: { text: expect.stringContaining('--web.enable-otlp-receiver') },
    });
  });

  it('fails after few requests when the query is served by another store', async () => {
    const [asked, other] = await Promise.all([embeddedBackend(), embeddedBackend()]);
    const known = await other.backend.identity();
    if (!known.ok) throw new Error(known.error);
    const backend = { ...asked.backend, identity: async () => known };
    const before = asked.backend.api.http.requests;
    const outcome = await storeCanaryReturns.runWith({ backend, canary: createCanary(hurried()) });
    expect(outcome).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('no query returned it'),
    });
    expect(asked.backend.api.http.requests - before).toBeLessThanOrEqual(5);
  });
});
