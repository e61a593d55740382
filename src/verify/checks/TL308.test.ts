import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../test/support/embedded-backend.ts';
import { TL308 } from './TL308.ts';

const contract = shopContract({ otlp: 'shop.sales' });

describe('TL308', () => {
  it('fails on an overflow series that is stored', async () => {
    const { backend, push } = await embeddedBackend();
    await push([{ name: 'shop.sales', attributes: { 'otel.metric.overflow': 'true' } }]);
    expect(await TL308.runWith({ backend, contract })).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('shop_sales'),
    });
  });

  it('passes where none is', async () => {
    const { backend, push } = await embeddedBackend();
    await push([{ name: 'shop.sales' }]);
    expect((await TL308.runWith({ backend, contract })).status).toBe('pass');
  });
});
