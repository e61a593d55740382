import { describe, expect, it } from 'vitest';
import { scrapingBackend } from '../../../../test/support/scraped.ts';
import { receiverScrapeLimits } from './scrape-limits.ts';

const answer = (value: string) => [{ metric: {}, value: [1, value] as const }];

describe('receiver/scrape-limits', () => {
  it('fails where the last scrape was past a limit', async () => {
    const backend = await scrapingBackend({ targets: [{ health: 'down', error: 'sample limit exceeded' }] });
    expect((await receiverScrapeLimits.runWith({ backend })).status).toBe('fail');
  });

  it('warns where the plugin has dropped series past its cap', async () => {
    const backend = await scrapingBackend({ targets: [{}], vector: answer('12') });
    expect(await receiverScrapeLimits.runWith({ backend })).toMatchObject({
      status: 'warn',
      message: 'the plugin diagnostics-prometheus has dropped 12 new series past its cap of 2048 samples',
    });
  });

  it('passes where it has dropped none', async () => {
    const backend = await scrapingBackend({ targets: [{}], vector: answer('0') });
    expect((await receiverScrapeLimits.runWith({ backend })).status).toBe('pass');
  });

  it('leaves it open where the backend has no metrics of its scrapes', async () => {
    const backend = await scrapingBackend({ targets: [{}] });
    expect((await receiverScrapeLimits.runWith({ backend })).status).toBe('unknown');
  });
});
