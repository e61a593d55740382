import { describe, expect, it } from 'vitest';
import { push } from '../../../../test/support/push.ts';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { sdkServiceName } from './service-name.ts';

const contract = shopContract({ otlp: 'shop.sales', kind: 'gauge' });

describe('sdk/service-name', () => {
  it('fails on metrics of a service without a name', async () => {
    const { backend, sources } = await embeddedBackend();
    const identity = await backend.identity();
    const url = identity.ok ? identity.value.otlpMetricsUrl : '';
    await push(url, [{ name: 'shop.sales' }], { service: 'unknown_service:node' });
    expect(await sdkServiceName.runWith(sources(contract))).toMatchObject({ status: 'fail' });
  });

  it('passes on metrics of the expected service, and is unknown where none is stored', async () => {
    const { push: pushAsShop, sources } = await embeddedBackend();
    expect((await sdkServiceName.runWith(sources(contract))).status).toBe('unknown');
    await pushAsShop([{ name: 'shop.sales' }]);
    expect((await sdkServiceName.runWith(sources(contract))).status).toBe('pass');
  });
});
