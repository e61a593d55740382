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
