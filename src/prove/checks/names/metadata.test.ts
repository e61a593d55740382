import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { namesMetadata } from './metadata.ts';

const contract = shopContract({ otlp: 'shop.calls' });

describe('names/metadata', () => {
  it('reports a note when the metadata endpoint does not list the stored metrics', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.calls', total: 1 }]);
    const outcome = await namesMetadata.runWith(sources(contract));
    expect(outcome).toMatchObject({ status: 'warn', severity: 'note' });
  });

  it('is unknown when nothing is stored', async () => {
    const { sources } = await embeddedBackend();
    expect((await namesMetadata.runWith(sources(contract))).status).toBe('unknown');
  });
});
