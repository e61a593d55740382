import { describe, expect, it } from 'vitest';
import { gatewayOf } from '../../../../test/support/gateway.ts';
import { pluginGatewayResponds } from './gateway-responds.ts';

describe('plugin/gateway-responds', () => {
  it('passes where the gateway shows its status', async () => {
    expect((await pluginGatewayResponds.runWith({ gateway: gatewayOf({}) })).status).toBe('pass');
  });

  it('fails where the gateway keeps an older configuration because the new one is invalid', async () => {
    const gateway = gatewayOf({ config: { lastError: 'diagnostics.otel.protocl is unknown' } });
    expect(await pluginGatewayResponds.runWith({ gateway })).toMatchObject({
      status: 'fail',
      modes: [2],
      message: expect.stringContaining('diagnostics.otel.protocl is unknown'),
    });
  });

  it('fails with the error where the gateway does not respond', async () => {
    const gateway = { ...gatewayOf({}), status: async () => ({ ok: false, error: 'refused' }) as const };
    expect(await pluginGatewayResponds.runWith({ gateway })).toMatchObject({
      status: 'fail',
      modes: [],
      message: 'refused',
    });
  });
});
