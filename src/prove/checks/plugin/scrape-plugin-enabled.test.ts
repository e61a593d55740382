import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { pluginScrapePluginEnabled } from './scrape-plugin-enabled.ts';

const run = (plugins: string) =>
  pluginScrapePluginEnabled.runWith({
    ...deployed({
      'configmap-openclaw.yaml': (text) => text.replace(/"plugins": \{/, `"plugins": { ${plugins}`),
    }),
    scrapedBecause: 'a scrape is set up',
  });

describe('plugin/scrape-plugin-enabled', () => {
  it('passes without an entry: a plugin that was installed is on', async () => {
    expect((await run('"slots": {},')).status).toBe('pass');
  });

  it.each([
    ['is denied', '"deny": ["diagnostics-prometheus"],', 'blocked by denylist'],
    ['is not in a list of those that are allowed', '"allow": ["diagnostics-otel"],', 'not in allowlist'],
    ['would run, and no plugin does', '"enabled": false,', 'plugins disabled'],
  ])('fails where it %s, with a diff', async (_, plugins, reason) => {
    const outcome = await run(plugins);
    expect(outcome).toMatchObject({ status: 'fail', message: `diagnostics-prometheus is off: ${reason}` });
    expect(outcome.fix?.kind).toBe('patch');
  });

  it('is skipped where nothing shows that the gateway is scraped', async () => {
    const outcome = await pluginScrapePluginEnabled.runWith({ ...deployed(), scrapedBecause: undefined });
    expect(outcome.status).toBe('skip');
  });
});
