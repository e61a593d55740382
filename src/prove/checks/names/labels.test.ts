import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { namesLabels } from './labels.ts';

const contract = shopContract({ otlp: 'shop.sales', attributes: ['region'] });

describe('names/labels', () => {
  it('passes when the labels of the contract are stored', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1, attributes: { region: 'eu' } }]);
    expect((await namesLabels.runWith(sources(contract))).status).toBe('pass');
  });

  it('warns when a label is missing, and shows the stored ones', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1, attributes: { area: 'eu' } }]);
    expect(await namesLabels.runWith(sources(contract))).toMatchObject({
      status: 'warn',
      message: expect.stringContaining('shop_sales_total lacks region and has area'),
    });
  });

  it('is unknown when nothing is stored', async () => {
    const { sources } = await embeddedBackend();
    expect((await namesLabels.runWith(sources(contract))).status).toBe('unknown');
  });
});
