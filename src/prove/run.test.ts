import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { embeddedBackend, shopContract } from '../../test/support/embedded-backend.ts';
import { exporting, gatewayOf } from '../../test/support/gateway.ts';
import { HOW_TO_PROVIDE } from '../cli/check/source-table/index.ts';
import type { Report } from './index.ts';
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

  /** A sample is stored, and then the gateway has loaded a configuration. */
  async function checkedAfterReload(exporter: {
    accepted: number;
    lastSuccess: string | null;
  }): Promise<Report> {
    const { backend, push } = await embeddedBackend();
    const now = Date.now();
    await push([{ name: 'shop.orders', total: 5 }], now - 2_000);
    const gateway = gatewayOf(
      {
        config: { loadedAt: new Date(now - 1_000).toISOString() },
        exporter: { ...exporting, sdkMetrics: false, ...exporter },
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

  it('is arriving where the reload left the exporter as it was', async () => {
    const kept = await checkedAfterReload({
      accepted: 5,
      lastSuccess: new Date(Date.now() - 2_000).toISOString(),
    });
    expect(kept).toMatchObject({ verdict: 'arriving', arrived: 1 });
  });
});
