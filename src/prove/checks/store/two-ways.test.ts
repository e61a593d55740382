import { describe, expect, it } from 'vitest';
import { scrapingBackend } from '../../../../test/support/scraped.ts';
import { storeTwoWays } from './two-ways.ts';

const NAME = 'openclaw_message_processed_total';
const scraped = { __name__: NAME, job: 'gateway', instance: '10.0.0.5:18789' };
const pushed = { __name__: NAME, job: 'openclaw' };

const run = async (...stored: readonly object[]) =>
  storeTwoWays.runWith({
    backend: await scrapingBackend({
      targets: [{ job: 'gateway' }],
      vector: stored.map((metric) => ({ metric, value: [1, '1'] as const })),
    }),
  });

describe('store/two-ways', () => {
  it('warns where one name is stored for a target and for the job that pushes', async () => {
    expect(await run(scraped, pushed)).toMatchObject({
      status: 'warn',
      message: `1 of the gateway's metrics arrive twice, pushed and scraped: ${NAME}`,
    });
  });

  it('passes where each name arrives in one way', async () => {
    expect((await run(scraped)).status).toBe('pass');
    expect((await run(scraped, { ...pushed, __name__: 'openclaw_webhook_received_total' })).status).toBe(
      'pass',
    );
  });

  it('takes the job of another gateway for no second way', async () => {
    expect((await run(scraped, { ...pushed, job: 'staging/openclaw' })).status).toBe('pass');
  });

  it('leaves it open where none of these names is stored', async () => {
    expect((await run()).status).toBe('unknown');
  });

  it('is skipped where the backend scrapes no gateway', async () => {
    expect((await storeTwoWays.runWith({ backend: await scrapingBackend() })).status).toBe('skip');
  });
});
