import { describe, expect, it } from 'vitest';
import { scrapingBackend } from '../../../../test/support/scraped.ts';
import type { Contract } from '../../contract/index.ts';
import { namesScrapeLabels } from './scrape-labels.ts';

const contract: Contract = {
  name: 'openclaw',
  job: 'openclaw',
  flushIntervalMs: 30_000,
  metrics: [
    { prometheus: 'openclaw_tokens_total', kind: 'counter', unit: '', attributes: [], mayBeIdle: false },
  ],
};

const run = async (metric: object, missing: boolean) =>
  namesScrapeLabels.runWith({
    backend: await scrapingBackend({ targets: [{ job: 'sidecar' }], vector: [{ metric, value: [1, '1'] }] }),
    contract,
    arrival: { metrics: [{ status: missing ? 'missing' : 'arrived', prometheus: 'openclaw_tokens_total' }] },
  });

describe('names/scrape-labels', () => {
  it('passes where no series has exported_job', async () => {
    expect((await run({ job: 'openclaw' }, false)).status).toBe('pass');
  });

  it('fails where the job of the service is replaced, and its metrics are missing', async () => {
    expect(await run({ job: 'sidecar', exported_job: 'openclaw' }, true)).toMatchObject({
      status: 'fail',
      message: 'the scrape replaces the job of the service: job is "sidecar", exported_job "openclaw"',
    });
  });

  it('is a note where the metrics arrive all the same', async () => {
    expect(await run({ job: 'sidecar', exported_job: 'openclaw' }, false)).toMatchObject({
      status: 'warn',
      severity: 'note',
    });
  });

  it('is not about the job of another service', async () => {
    expect((await run({ job: 'sidecar', exported_job: 'shop' }, true)).status).toBe('pass');
  });
});
