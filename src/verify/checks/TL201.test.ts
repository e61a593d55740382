import { describe, expect, it } from 'vitest';
import { gatewayOf } from '../../../test/support/gateway.ts';
import { TL201 } from './TL201.ts';

describe('TL201', () => {
  it('passes where the gateway shows its status', async () => {
    expect((await TL201.runWith({ gateway: gatewayOf({}) })).status).toBe('pass');
  });

  it('fails where it runs on an older configuration, because the new one is refused', async () => {
    const gateway = gatewayOf({ config: { lastError: 'diagnostics.otel.protocl is unknown' } });
    expect(await TL201.runWith({ gateway })).toMatchObject({
      status: 'fail',
      modes: [2],
      message: expect.stringContaining('diagnostics.otel.protocl is unknown'),
    });
  });

  it('fails with the words of the error where it does not answer', async () => {
    const gateway = { ...gatewayOf({}), status: async () => ({ ok: false, error: 'refused' }) as const };
    expect(await TL201.runWith({ gateway })).toMatchObject({ status: 'fail', message: 'refused' });
  });
});
