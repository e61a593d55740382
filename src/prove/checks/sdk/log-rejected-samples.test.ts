import { describe, expect, it } from 'vitest';
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

  it('passes on a log without rejected samples', async () => {
    expect((await sdkLogRejectedSamples.runWith({ logs: logsOf('msg="Server is ready"') })).status).toBe(
      'pass',
    );
  });
});
