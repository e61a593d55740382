import { describe, expect, it } from 'vitest';
import { environmentOf, exporting, failing, gatewayOf } from '../../../../test/support/gateway.ts';
import { networkProxy } from './proxy.ts';

const proxied = environmentOf({
  HTTP_PROXY: 'http://user:pass@proxy:3128',
  NO_PROXY: 'localhost,10.0.0.0/8',
});
const broken = gatewayOf({ exporter: failing({ message: 'answered 503', status: 503 }) });

describe('network/proxy', () => {
  it('fails where pushes fail and NO_PROXY does not exclude the receiver, and hides the password', async () => {
    const outcome = await networkProxy.runWith({ environment: proxied, gateway: broken });
    expect(outcome).toMatchObject({
      status: 'fail',
      fix: { text: expect.stringContaining('10.0.0.0/8,prometheus-k8s.monitoring.svc') },
    });
    expect(JSON.stringify(outcome)).not.toContain('pass@');
  });

  it('passes where NO_PROXY excludes it, without a proxy, and where pushes are accepted', async () => {
    const exempt = environmentOf({ HTTP_PROXY: 'http://proxy:3128', NO_PROXY: '.svc' });
    expect((await networkProxy.runWith({ environment: exempt, gateway: broken })).status).toBe('pass');
    expect((await networkProxy.runWith({ environment: environmentOf({}), gateway: broken })).status).toBe(
      'pass',
    );
    const working = gatewayOf({ exporter: exporting });
    expect((await networkProxy.runWith({ environment: proxied, gateway: working })).status).toBe('pass');
  });
});
