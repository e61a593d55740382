import { describe, expect, it } from 'vitest';
import { escapeRegExp } from '../../../shared/text/escape-regexp.ts';
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
      [55],
      'query the stored name, or let the service send no unit; where the service is right, write unit: "ms" into the contract',
      { name: 'shop.wait_ms', unit: 'ms', total: 1 },
      {},
    ],
    [
      'another kind',
      [55],
      'query the stored name, or let the service send a counter; where the service is right, write kind: gauge into the contract',
      { name: 'shop.wait_ms' },
      {},
    ],
    [
      'names kept with dots',
      [56],
      'quote the stored name in the query, or set otlp.translation_strategy of Prometheus to UnderscoreEscapingWithSuffixes',
      { name: 'shop.wait_ms', total: 1 },
      { strategy: 'NoTranslation' as const },
    ],
    ['a prefix', [8], 'Remove the prefix', { name: 'prod.shop.wait_ms', total: 1 }, {}],
  ])('fails on %s, with its mode and the fix of that cause', async (_, modes, fix, metric, options) => {
    const { push, sources } = await embeddedBackend(options);
    await push([metric]);
    const outcome = await namesMetricNames.runWith(sources(contract));
    expect(outcome).toMatchObject({ status: 'fail', modes });
    expect(outcome.fix?.text.toLowerCase()).toMatch(new RegExp(`^${escapeRegExp(fix.toLowerCase())}`));
    expect(outcome.fix?.text).not.toContain('VictoriaMetrics');
  });

  it('names the contract to give where the labels are those of a real OpenClaw', async () => {
    const { push, sources } = await embeddedBackend();
    const wait = {
      name: 'openclaw.queue.wait_ms',
      unit: 'ms',
      total: 1,
      attributes: { 'openclaw.lane': 'main' },
    };
    const seed = shopContract({ otlp: 'openclaw.queue.wait_ms', attributes: ['lane'] });
    await push([wait]);
    expect(await namesMetricNames.runWith(sources(seed))).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('the labels openclaw_lane are those of OpenClaw 2026.2'),
      fix: { text: 'the gateway is an OpenClaw 2026.2: give --contract openclaw/2026.2' },
    });
    const released = shopContract({
      otlp: 'openclaw.queue.wait_ms',
      unit: 'ms',
      attributes: ['openclaw.lane'],
    });
    expect((await namesMetricNames.runWith(sources(released))).status).toBe('pass');
  });

  it('does not take a later OpenClaw for 2026.2', async () => {
    const { push, sources } = await embeddedBackend();
    const attributes = { 'openclaw.lane': 'main' };
    await push([
      { name: 'openclaw.queue.wait_ms', unit: 'ms', total: 1, attributes },
      { name: 'openclaw.gateway.rpc.requests', total: 1 },
    ]);
    const outcome = await namesMetricNames.runWith(sources(shopContract({ otlp: 'openclaw.queue.wait_ms' })));
    expect(outcome.message).toContain('of a version after 2026.2');
    expect(outcome.fix?.text).not.toContain('2026.2');
  });

  it('is unknown when nothing is stored', async () => {
    const { sources } = await embeddedBackend();
    expect((await namesMetricNames.runWith(sources(contract))).status).toBe('unknown');
  });
});
