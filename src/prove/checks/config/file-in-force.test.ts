import { describe, expect, it } from 'vitest';
import { gatewayOf, openclawOf } from '../../../../test/support/gateway.ts';
import { configFileInForce } from './file-in-force.ts';

describe('config/file-in-force', () => {
  it('compares the revision of the file with the one in force', async () => {
    const same = openclawOf({ config: { file: 'hmac:a', applied: 'hmac:a' } });
    expect((await configFileInForce.runWith({ gateway: same })).status).toBe('pass');
    const other = openclawOf({ config: { file: 'hmac:b', applied: 'hmac:a' } });
    expect(await configFileInForce.runWith({ gateway: other })).toMatchObject({ status: 'fail' });
  });

  it('is unknown where the release shows none, or the RPC refuses, and skipped for any other gateway', async () => {
    expect((await configFileInForce.runWith({ gateway: openclawOf({}) })).status).toBe('unknown');
    const refused = openclawOf({ error: 'OpenClaw refused connect' });
    expect(await configFileInForce.runWith({ gateway: refused })).toMatchObject({
      status: 'unknown',
      message: 'OpenClaw refused connect',
    });
    expect((await configFileInForce.runWith({ gateway: gatewayOf({}) })).status).toBe('skip');
  });
});
