import { describe, expect, it } from 'vitest';
import { deployed } from '../../../test/support/deployed.ts';
import { shopContract } from '../../../test/support/embedded-backend.ts';
import { logsOf } from '../../../test/support/logs.ts';
import { defaultContract } from '../contract/index.ts';
import { Answers } from '../engine/define-evidence.ts';
import type { Sources } from '../engine/sources.ts';
import { sdkLogFailedPushes } from '../checks/sdk/log-failed-pushes.ts';
import { gatewayWorkload } from './gateway-workload.ts';
import { service } from './service.ts';

const SHOP = { ...shopContract({ otlp: 'shop.sales' }), job: 'trade/shop' };
const GATEWAY = defaultContract({ serviceName: 'edge', flushIntervalMs: 30_000 });
const RECORDED = {
  ...SHOP,
  metrics: [
    { prometheus: 'openclaw_tokens_total', kind: 'counter', unit: '', attributes: [], mayBeIdle: false },
  ],
} as const;

async function ownerOf(given: Partial<Sources>): Promise<string | undefined> {
  const answer = await new Answers(given).of(service);
  return answer.ok ? `${answer.value.owner} ${answer.value.name}` : undefined;
}

describe('the evidence service', () => {
  it('is the gateway without a contract', async () => {
    expect(await ownerOf({})).toBe('gateway openclaw');
  });

  it.each<[string, Partial<Sources>, string]>([
    ['the gateway by its contract', { contract: GATEWAY }, 'gateway openclaw'],
    ['the gateway by the names of a recorded contract', { contract: RECORDED }, 'gateway openclaw'],
    ['the gateway by its configuration', { contract: SHOP, config: deployed({}).config }, 'gateway openclaw'],
    ['another service by its contract', { contract: SHOP }, 'service shop'],
  ])('is %s', async (_, given, expected) => {
    expect(await ownerOf(given)).toBe(expected);
  });

  it('decides by whose name a workload is found', async () => {
    const { manifests } = deployed({});
    const gateway = await new Answers({ manifests }).of(gatewayWorkload);
    expect(gateway.ok && gateway.value.object.name).toBe('openclaw');
    const shop = await new Answers({ manifests, contract: SHOP }).of(gatewayWorkload);
    expect(shop.ok ? '' : shop.outcome.message).toMatch(/which workload is shop .*name: shop$/);
  });

  it.each([
    ['Failed to export metrics batch code: 404, reason: Not Found', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    [
      'error\tExporting failed. Dropping data.\t{"otelcol.component.id": "otlphttp", "error": "request to http://s:9090/v1/metrics responded with HTTP Status Code 404"}',
      "the endpoint of the collector's exporter",
    ],
  ])("decides whose setting the fix of a log line names: '%s'", async (line, setting) => {
    const { fix } = await sdkLogFailedPushes.runWith({ logs: logsOf(line), contract: SHOP });
    expect(fix?.text).toContain(setting);
    expect(fix?.text).not.toContain('diagnostics');
  });
});
