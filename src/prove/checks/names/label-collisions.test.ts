import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { namesLabelCollisions } from './label-collisions.ts';

const contract = shopContract({ otlp: 'shop.calls', attributes: ['model.name', 'model_name', 'region'] });

describe('names/label-collisions', () => {
  it('warns when two attributes become one label, and names both', async () => {
    const { sources } = await embeddedBackend();
    expect(await namesLabelCollisions.runWith(sources(contract))).toMatchObject({
      status: 'warn',
      message: 'model.name and model_name of shop.calls both become the label model_name',
    });
  });

  it('passes when the backend keeps both names', async () => {
    const { sources } = await embeddedBackend({ strategy: 'NoTranslation' });
    expect((await namesLabelCollisions.runWith(sources(contract))).status).toBe('pass');
  });
});
