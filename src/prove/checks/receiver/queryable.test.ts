import { describe, expect, it } from 'vitest';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { receiverQueryable } from './queryable.ts';

const config = 'remote_write:\n  - url: https://user:secret@store.example.com/api/v1/write\n';

describe('receiver/queryable', () => {
  it('passes on a server that stores', async () => {
    const backend = await recordedBackend(prometheusAnswers({ config, flags: { agent: 'false' } }));
    expect((await receiverQueryable.runWith({ backend })).status).toBe('pass');
  });

  it.each([
    ['3.5.3', { agent: 'true' }],
    ['2.53.3', { 'enable-feature': 'otlp-write-receiver,agent' }],
  ])('fails on an agent of %s, and names where it writes to', async (version, flags) => {
    const backend = await recordedBackend(prometheusAnswers({ version, flags, config }));
    const outcome = await receiverQueryable.runWith({ backend });
    expect(outcome).toMatchObject({
      status: 'fail',
      fix: { text: 'query where it writes to: --backend https://store.example.com' },
    });
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  it('is unknown without flags', async () => {
    const backend = await recordedBackend({ '/api/v1/status/buildinfo': { body: { version: '3.5.3' } } });
    expect((await receiverQueryable.runWith({ backend })).status).toBe('unknown');
  });
});
