import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../test/support/embedded-backend.ts';
import { exporting, gatewayOf } from '../../test/support/gateway.ts';
import { HOW_TO_PROVIDE } from '../cli/check/source-table/index.ts';
import type { Report } from './index.ts';
import { markdownReport } from './report/markdown.ts';
import { oneLineReport } from './report/one-line.ts';
import { textReport } from './report/text.ts';
import { runChecks } from './run.ts';
import { createCanary } from './views/canary.ts';
import { ownVantage } from './views/vantage.ts';

const clock = { now: Date.now, sleep };

/** An idle gateway that pushes no health, and whose pushes are accepted, and a canary in the backend that is asked. */
async function checkedIdle(endpointOf: (otlpMetricsUrl: string) => string): Promise<Report> {
  const { backend } = await embeddedBackend();
  const identity = await backend.identity();
  if (!identity.ok) throw new Error(identity.error);
  const nothing = { events: 0, value: 0 };
  const gateway = gatewayOf(
    {
      process: { hostname: hostname(), pid: process.pid },
      exporter: {
        ...exporting,
        endpoint: endpointOf(identity.value.otlpMetricsUrl),
        sdkMetrics: false,
        lastSuccess: new Date().toISOString(),
      },
    },
    {
      schema: 'throughline.ledger/1',
      service: { name: 'shop', namespace: null, instanceId: 'a' },
      startedAt: new Date(Date.now() - 60_000).toISOString(),
      // Too long ago to be waited for.
      acknowledgedAt: new Date(Date.now() - 40_000).toISOString(),
      metrics: [{ name: 'shop.orders', live: nothing, acknowledged: nothing, series: 0, overflowed: 0 }],
    },
  );
  const contract = shopContract({ otlp: 'shop.orders' });
  const sources = {
    backend,
    contract,
    gateway,
    canary: createCanary(clock),
    vantage: ownVantage(gateway, {}),
  };
  return runChecks(sources, {
    version: '0.1.0',
    ...clock,
    only: 'store',
    static: false,
    contractGiven: true,
    howToProvide: HOW_TO_PROVIDE,
  });
}

describe('the verdict of an idle gateway without its own health', () => {
  it('is arriving by a canary that took the way of its accepted pushes', async () => {
    const report = await checkedIdle((url) => url);
    expect(report).toMatchObject({ verdict: 'arriving', readBack: { health: null, canary: true } });
  });

  it('is idle where the canary went to another store than its pushes', async () => {
    const report = await checkedIdle(() => 'http://another.invalid:9090/api/v1/otlp/v1/metrics');
    expect(report).toMatchObject({ verdict: 'idle', readBack: { health: null, canary: true } });
  });
});

describe('the verdict after a reload', () => {
  const SHOP = {
    schema: 'throughline.ledger/1',
    service: { name: 'shop', namespace: null, instanceId: 'a' },
  } as const;
  const total = { events: 5, value: 5 };

  interface Exporting {
    readonly accepted: number;
    readonly lastSuccess: string | null;
    /** When the exporter was set up, before now. */
    readonly setUpMs?: number;
  }

  /** Samples are stored, by instance and age, of a gateway with the instance `a` whose exporter is in this state. */
  async function checkedAfterReload(
    { setUpMs = 1_000, ...exporter }: Exporting,
    ages: Readonly<Record<string, number>> = { a: 2_000 },
  ): Promise<Report> {
    const { backend, push } = await embeddedBackend();
    const now = Date.now();
    for (const [instance, age] of Object.entries(ages))
      await push([{ name: 'shop.orders', total: 5 }], now - age, instance);
    const gateway = gatewayOf(
      {
        exporter: {
          ...exporting,
          sdkMetrics: false,
          setUpAt: new Date(now - setUpMs).toISOString(),
          ...exporter,
        },
      },
      {
        ...SHOP,
        startedAt: new Date(now - 60_000).toISOString(),
        acknowledgedAt: new Date(now - 2_000).toISOString(),
        metrics: [{ name: 'shop.orders', live: total, acknowledged: total, series: 1, overflowed: 0 }],
      },
    );
    const contract = shopContract({ otlp: 'shop.orders' });
    return runChecks(
      { backend, contract, gateway },
      {
        version: '0.1.0',
        ...clock,
        // The link decides which checks run; the verdict is also of what was read back.
        only: 'query',
        static: false,
        contractGiven: true,
        howToProvide: HOW_TO_PROVIDE,
      },
    );
  }

  it('is not known by a sample from before it, until a push has followed', async () => {
    const before = await checkedAfterReload({ accepted: 0, lastSuccess: null });
    expect(before).toMatchObject({ verdict: 'undetermined', arrived: 1 });
  });

  it('is not known where the push that followed is not what was read back', async () => {
    const elsewhere = await checkedAfterReload({ accepted: 1, lastSuccess: new Date().toISOString() });
    expect(elsewhere).toMatchObject({ verdict: 'undetermined', arrived: 1 });
  });

  it('is not known where the push came before the reload was over', async () => {
    const lastSuccess = new Date(Date.now() - 900).toISOString();
    const during = await checkedAfterReload({ accepted: 1, lastSuccess });
    expect(during).toMatchObject({ verdict: 'undetermined', arrived: 1 });
  });

  it('is not known by what another gateway of the job has pushed', async () => {
    const pushed = { accepted: 1, lastSuccess: new Date().toISOString() };
    const another = await checkedAfterReload(pushed, { a: 2_000, b: 0 });
    expect(another).toMatchObject({ verdict: 'undetermined', arrived: 1 });
    expect(await checkedAfterReload(pushed, { a: 0, b: 2_000 })).toMatchObject({ verdict: 'arriving' });
  });

  it('is arriving where the reload left the exporter as it was', async () => {
    const kept = await checkedAfterReload({
      accepted: 5,
      lastSuccess: new Date(Date.now() - 2_000).toISOString(),
      setUpMs: 30_000,
    });
    expect(kept).toMatchObject({ verdict: 'arriving', arrived: 1 });
  });

  it('is not known with a reason, also where an unrelated check is unknown', async () => {
    const report = await checkedAfterReload({ accepted: 0, lastSuccess: null });
    const { since = null } = report.readBack?.outdated ?? {};
    expect(report.readBack?.outdated).toMatchObject({ instance: 'a', since: expect.any(String) });
    const why =
      `1 of 1 metrics arrived. No sample of a is stored since the gateway loaded its configuration at ${since}, ` +
      'only older ones or those of other instances; ask again with --wait';
    const [first] = report.checks;
    const unrelated = { ...first!, status: 'unknown', message: 'another question' } as const;
    for (const shown of [report, { ...report, checks: [unrelated] }]) {
      expect(oneLineReport(shown, 4_096)).toBe(`undetermined: ${why}`);
      expect(textReport(shown, { colours: false })).toContain(`undetermined: ${why}`);
    }
    expect(markdownReport(report, 'ja')).toContain(`${since} 以降に保存された a のサンプルはない`);
  });
});
