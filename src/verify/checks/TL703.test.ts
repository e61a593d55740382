import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../test/support/embedded-backend.ts';
import { TL703 } from './TL703.ts';

const contract = shopContract({ otlp: 'shop.sales' });

describe('TL703', () => {
  it('notes that the service is told by job only, with the setting to add', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1 }]);
    const outcome = await TL703.runWith(sources(contract));
    expect(outcome).toMatchObject({ status: 'warn', severity: 'note' });
    expect(outcome.fix?.text).toContain('promote_resource_attributes');
  });

  it('passes where the label is there', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.sales', total: 1, attributes: { service_name: 'shop' } }]);
    expect((await TL703.runWith(sources(contract))).status).toBe('pass');
  });
});
