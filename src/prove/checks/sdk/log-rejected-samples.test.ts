import { describe, expect, it } from 'vitest';
import { shopContract } from '../../../../test/support/embedded-backend.ts';
import { environmentOf } from '../../../../test/support/gateway.ts';
import { logsOf } from '../../../../test/support/logs.ts';
import { sdkLogRejectedSamples } from './log-rejected-samples.ts';

describe('sdk/log-rejected-samples', () => {
  it('distinguishes target_info out of order from duplicate samples', async () => {
    const info = logsOf('msg="Out of order sample from OTLP write" series="{__name__=\\"target_info\\"}"');
    expect(await sdkLogRejectedSamples.runWith({ logs: info })).toMatchObject({
      status: 'fail',
      severity: 'warning',
      modes: [51],
    });
    const twice = logsOf('err="duplicate sample for timestamp" series=openclaw_tokens_total');
    expect(await sdkLogRejectedSamples.runWith({ logs: twice })).toMatchObject({ modes: [48] });
  });

  const pool =
    'msg="Error on ingesting out-of-order samples" component="scrape manager" scrape_pool=node num_dropped=3';
  const ofTenant = (tenant: string): string =>
    `level=error user=${tenant} msg="detected an error" err="err-mimir-sample-out-of-order"`;
  const environment = environmentOf({ OTEL_EXPORTER_OTLP_HEADERS: 'a=1,x-scope-orgid=retail' });

  it.each([
    ['another scrape pool', pool],
    ['another job', 'err="out of order sample" series="{__name__=\\"up\\", job=\\"node\\"}"'],
    ['another tenant', ofTenant('kitchen')],
  ])('is unknown where all lines are about %s', async (_, line) => {
    const given = { logs: logsOf(line), contract: shopContract(), environment };
    expect(await sdkLogRejectedSamples.runWith(given)).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('1 line is about'),
    });
  });

  it('fails on a line of the tenant that the service pushes to', async () => {
    const given = { logs: logsOf(pool, ofTenant('retail')), contract: shopContract(), environment };
    expect(await sdkLogRejectedSamples.runWith(given)).toMatchObject({ status: 'fail', modes: [48] });
  });

  it('passes on a log without rejected samples', async () => {
    expect((await sdkLogRejectedSamples.runWith({ logs: logsOf('msg="Server is ready"') })).status).toBe(
      'pass',
    );
  });
});
