import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../../../test/support/embedded-backend.ts';
import { namesMetricNames } from './metric-names.ts';

const contract = shopContract({ otlp: 'shop.wait_ms' });

describe('TL701', () => {
  it('passes where each metric is stored under the name that readers ask for', async () => {
    const { push, sources } = await embeddedBackend();
    await push([{ name: 'shop.wait_ms', total: 1 }]);
    expect((await namesMetricNames.runWith(sources(contract))).status).toBe('pass');
  });

  it.each([
    ['a unit that the name says already', 55, { name: 'shop.wait_ms', unit: 'ms', total: 1 }, {}],
    ['names kept with dots', 56, { name: 'shop.wait_ms', total: 1 }, { strategy: 'NoTranslation' as const }],
    ['a prefix', 8, { name: 'prod.shop.wait_ms', total: 1 }, {}],
  ])('fails on %s, as mode %i', async (_, mode, metric, options) => {
    const { push, sources } = await embeddedBackend(options);
    await push([metric]);
    const outcome = await namesMetricNames.runWith(sources(contract));
    expect(outcome).toMatchObject({ status: 'fail', modes: [mode] });
  });

  it('is unknown where nothing is stored', async () => {
    const { sources } = await embeddedBackend();
    expect((await namesMetricNames.runWith(sources(contract))).status).toBe('unknown');
  });
});
