import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { namesMetadata } from './metadata.ts';

const contract = shopContract({ otlp: 'shop.calls' });

describe('TL704', () => {
  it('notes that the metadata endpoint does not list what is stored, and no more than notes', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.calls', total: 1 }]);
    const outcome = await namesMetadata.runWith(sources(contract));
    expect(outcome).toMatchObject({ status: 'warn', severity: 'note' });
  });

  it('is unknown where nothing is stored', async () => {
    const { sources } = await embeddedBackend();
    expect((await namesMetadata.runWith(sources(contract))).status).toBe('unknown');
  });
});
