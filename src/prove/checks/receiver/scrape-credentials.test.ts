import { describe, expect, it } from 'vitest';
import { monitored, type Replacement } from '../../../../test/support/monitored.ts';
import { scrapingBackend } from '../../../../test/support/scraped.ts';
import { receiverScrapeCredentials } from './scrape-credentials.ts';

const LINE = '      authorization: { credentials: { name: openclaw, key: token } }\n';
const WITHOUT: Replacement = ['monitor.yaml', LINE, ''];

describe('receiver/scrape-credentials', () => {
  it.each([
    ['authorization', LINE],
    ['a bearer token', '      bearerTokenSecret: { name: openclaw, key: token }\n'],
    ['basic auth', '      basicAuth: { username: { name: a, key: b }, password: { name: a, key: c } }\n'],
  ])('passes where the monitor has %s', async (_, line) => {
    const outcome = await receiverScrapeCredentials.runWith(monitored([['monitor.yaml', LINE, line]]));
    expect(outcome.status).toBe('pass');
  });

  it('fails where it has none, and the pod has the token of the gateway', async () => {
    expect(await receiverScrapeCredentials.runWith(monitored([WITHOUT]))).toMatchObject({
      status: 'fail',
      message: 'ServiceMonitor openclaw/openclaw sends no token, and the gateway asks for one',
    });
  });

  it('leaves it open where it has none, and nothing says whether the gateway asks for one', async () => {
    const change: Replacement[] = [WITHOUT, ['gateway.yaml', 'OPENCLAW_GATEWAY_TOKEN', 'OTHER']];
    expect((await receiverScrapeCredentials.runWith(monitored(change))).status).toBe('unknown');
  });

  it('passes where the target is up without a token', async () => {
    const backend = await scrapingBackend({
      targets: [{ job: 'openclaw' }],
      config:
        "scrape_configs: [{ job_name: openclaw, metrics_path: /api/diagnostics/prometheus, static_configs: [{ targets: ['10.0.0.5:18789'] }] }]",
    });
    expect((await receiverScrapeCredentials.runWith({ backend })).status).toBe('pass');
  });
});
