import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { namesServiceNameLabel } from './service-name-label.ts';

const contract = shopContract({ otlp: 'shop.sales' });

describe('names/service-name-label', () => {
  it('reports a note when only job identifies the service, with the setting to add', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1 }]);
    const outcome = await namesServiceNameLabel.runWith(sources(contract));
    expect(outcome).toMatchObject({ status: 'warn', severity: 'note' });
    expect(outcome.fix?.text).toContain('promote_resource_attributes');
  });

  it('passes when the label is stored', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1, attributes: { service_name: 'shop' } }]);
    expect((await namesServiceNameLabel.runWith(sources(contract))).status).toBe('pass');
  });
});
