import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { storeMetricsStored } from './metrics-stored.ts';

const contract = shopContract({ otlp: 'shop.sales' }, { otlp: 'shop.returns' });
const sales = { name: 'shop.sales', total: 1 };

describe('store/metrics-stored', () => {
  it('passes when each metric of the contract has samples', async () => {
    const { push, sources } = await embeddedBackend();
    await push([sales, { name: 'shop.returns', total: 1 }]);
    expect((await storeMetricsStored.runWith(sources(contract))).status).toBe('pass');
  });

  it('warns when one metric is missing, and fails when all are', async () => {
    const { push, sources } = await embeddedBackend();
    expect((await storeMetricsStored.runWith(sources(contract))).status).toBe('fail');
    await push([sales]);
    expect(await storeMetricsStored.runWith(sources(contract))).toMatchObject({
      status: 'warn',
      affects: ['shop_returns_total'],
    });
  });
});
