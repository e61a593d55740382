import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { gatewayOf } from '../../../../test/support/gateway.ts';
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

  it('fails where the ledger counts measurements past the limit, also before any is stored', async () => {
    const embedded = await embeddedBackend();
    const ledger = {
      source: 'http://gateway:18789/api/telemetry',
      metrics: [{ name: 'shop.sales', overflowed: 3 }],
    };
    const arrival = await embedded.arrival(contract);
    const gateway = gatewayOf({});
    const given = { ...embedded.sources(contract), gateway, arrival, ledger };
    expect(await sdkSeriesLimit.runWith(given)).toMatchObject({
      status: 'fail',
      evidence: [{ source: ledger.source, saw: expect.stringContaining('3 measurements') }, {}],
    });
  });

  it('passes where no overflow series is stored', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1 }]);
    expect((await sdkSeriesLimit.runWith(sources(contract))).status).toBe('pass');
  });
});
