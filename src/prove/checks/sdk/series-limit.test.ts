import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { sdkSeriesLimit } from './series-limit.ts';

const contract = shopContract({ otlp: 'shop.sales' });

describe('sdk/series-limit', () => {
  it('fails where an overflow series is stored', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1, attributes: { 'otel.metric.overflow': 'true' } }]);
    expect(await sdkSeriesLimit.runWith(sources(contract))).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('shop_sales'),
    });
  });

  it('passes where no overflow series is stored', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1 }]);
    expect((await sdkSeriesLimit.runWith(sources(contract))).status).toBe('pass');
  });
});
