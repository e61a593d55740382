import { describe, expect, it } from 'vitest';
import { scrapingBackend } from '../../../../test/support/scraped.ts';
import { receiverScrapeUp } from './scrape-up.ts';

const down = (error: string) => scrapingBackend({ targets: [{ health: 'down', error }] });

describe('receiver/scrape-up', () => {
  it('passes where the target is up', async () => {
    expect(
      (await receiverScrapeUp.runWith({ backend: await scrapingBackend({ targets: [{}] }) })).status,
    ).toBe('pass');
  });

  it.each([
    [
      'received unsupported Content-Type "text/html; charset=utf-8" and no fallback_scrape_protocol specified for target',
      [87],
    ],
    ['expected a valid start token, got "<" ("INVALID") while parsing: "<"', [87]],
    ['server returned HTTP status 401 Unauthorized', [88]],
    ['server returned HTTP status 403 Forbidden', [88]],
    ['server returned HTTP status 404 Not Found', [10, 87]],
    ['sample limit exceeded', [90]],
    ['label_limit exceeded (metric: "a", number of labels: 9, limit: 5)', [90]],
    ['Get "http://10.0.0.5:18789/metrics": dial tcp 10.0.0.5:18789: connect: connection refused', [89]],
    ['Get "http://10.0.0.5:18789/metrics": context deadline exceeded', [89]],
    ['an error that nobody has seen', [89]],
  ])('fails with the mode of "%s"', async (error, modes) => {
    const outcome = await receiverScrapeUp.runWith({ backend: await down(error) });
    expect(outcome).toMatchObject({ status: 'fail', modes });
    expect(outcome.evidence[0]?.saw).toContain(error);
  });

  it('warns where one of two targets is down', async () => {
    const backend = await scrapingBackend({
      targets: [
        {},
        { url: 'http://10.0.0.6:18789/api/diagnostics/prometheus', health: 'down', error: 'EOF' },
      ],
    });
    expect((await receiverScrapeUp.runWith({ backend })).status).toBe('warn');
  });

  it('fails where relabelling drops the targets of a service that is scraped', async () => {
    const backend = await scrapingBackend({ dropped: [{ job: 'openclaw', __address__: '10.0.0.5:18789' }] });
    const outcome = await receiverScrapeUp.runWith({ backend, scrapedBecause: 'the contract says so' });
    expect(outcome).toMatchObject({ status: 'fail', modes: [85] });
  });

  it('leaves it open where another Prometheus may scrape', async () => {
    const outcome = await receiverScrapeUp.runWith({
      backend: await scrapingBackend(),
      scrapedBecause: 'the contract says so',
    });
    expect(outcome.status).toBe('unknown');
  });

  it('is skipped where the service is not scraped, and a target of another service is none of it', async () => {
    const backend = await scrapingBackend({
      targets: [{ job: 'node', url: 'http://10.0.0.9:9100/metrics', health: 'down' }],
    });
    expect((await receiverScrapeUp.runWith({ backend })).status).toBe('skip');
  });
});
