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

  it('says of metrics that have ended since when they have no sample', async () => {
    const { push, sources } = await embeddedBackend();
    const at = Date.now() - 60_000;
    await push([sales], at);
    const ended = await storeMetricsStored.runWith(sources(shopContract({ otlp: 'shop.sales' })));
    const since = new Date(at).toISOString();
    expect(ended).toMatchObject({
      status: 'fail',
      message: `1 of 1 metrics are no longer stored, with no sample since ${since}: shop_sales_total`,
    });
    expect((await storeMetricsStored.runWith(sources(contract))).message).toBe(
      `2 of 2 metrics are not stored, 1 of them no longer, with no sample since ${since}: shop_sales_total, shop_returns_total`,
    );
  });
});
