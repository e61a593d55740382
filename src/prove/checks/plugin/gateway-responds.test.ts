import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { gatewayOf, openclawOf } from '../../../../test/support/gateway.ts';
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

  it('names the variables of the configuration where connections are refused', async () => {
    const given = deployed({
      'configmap-openclaw.yaml': (text) => text.replace(/"endpoint": "[^"]*"/, '"endpoint": "${RECEIVER}"'),
    });
    const refusing = (code: string) => ({
      ...gatewayOf({}),
      status: async () => ({ ok: false, error: 'refused', code }) as const,
    });
    const judged = (code: string) =>
      pluginGatewayResponds.runWith({ config: given.config, gateway: refusing(code) });
    expect((await judged('ECONNREFUSED')).fix?.text).toContain('${RECEIVER}');
    expect((await judged('ENOTFOUND')).fix?.text).not.toContain('${RECEIVER}');
  });

  it('fails with the error where the gateway does not respond', async () => {
    const gateway = { ...gatewayOf({}), status: async () => ({ ok: false, error: 'refused' }) as const };
    expect(await pluginGatewayResponds.runWith({ gateway })).toMatchObject({
      status: 'fail',
      modes: [],
      message: 'refused',
    });
  });

  it('passes on an OpenClaw that shows itself by RPC, and is unknown where that refuses', async () => {
    expect(
      await pluginGatewayResponds.runWith({ gateway: openclawOf({ version: '2026.9.6' }) }),
    ).toMatchObject({
      status: 'pass',
      message: 'OpenClaw 2026.9.6 runs',
    });
    const refusing = openclawOf({ error: 'OpenClaw refused connect' });
    expect((await pluginGatewayResponds.runWith({ gateway: refusing })).status).toBe('unknown');
  });

  it('is unknown where another server responds', async () => {
    const other = { name: 'other', saw: '/api/status responded with 404, text/html' } as const;
    const gateway = { ...gatewayOf({}), kind: async () => ({ ok: true, value: other }) as const };
    expect((await pluginGatewayResponds.runWith({ gateway })).message).toContain('another server responds');
  });
});
