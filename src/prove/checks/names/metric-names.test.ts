import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { namesMetricNames } from './metric-names.ts';

const contract = shopContract({ otlp: 'shop.wait_ms' });

describe('names/metric-names', () => {
  it('passes when each metric is stored under its expected name', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.wait_ms', total: 1 }]);
    expect((await namesMetricNames.runWith(sources(contract))).status).toBe('pass');
  });

  it.each([
    [
      'a unit that the name already contains',
      55,
      'query the stored name, or set otlp.',
      { name: 'shop.wait_ms', unit: 'ms', total: 1 },
      {},
    ],
    [
      'names kept with dots',
      56,
      'quote the stored name in the query, or set otlp.',
      { name: 'shop.wait_ms', total: 1 },
      { strategy: 'NoTranslation' as const },
    ],
    ['a prefix', 8, 'remove the prefix', { name: 'prod.shop.wait_ms', total: 1 }, {}],
  ])('fails on %s, as mode %i', async (_, mode, fix, metric, options) => {
    const { push, sources } = await embeddedBackend(options);
    await push([metric]);
    const outcome = await namesMetricNames.runWith(sources(contract));
    expect(outcome).toMatchObject({
      status: 'fail',
      modes: [mode],
      fix: { text: expect.stringContaining(fix) },
    });
    expect(outcome.fix?.text).not.toContain('VictoriaMetrics');
  });

  it('is unknown when nothing is stored', async () => {
    const { sources } = await embeddedBackend();
    expect((await namesMetricNames.runWith(sources(contract))).status).toBe('unknown');
  });
});
