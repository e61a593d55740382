import { describe, expect, it } from 'vitest';
import { logsOf } from '../../../../test/support/logs.ts';
import { sdkLogFailedPushes } from './log-failed-pushes.ts';

const failed = '{"msg":"metrics do not arrive at http://prom/v1/metrics: getaddrinfo ENOTFOUND prom"}';

describe('sdk/log-failed-pushes', () => {
  it('fails on a failed push, with the failure mode of the line', async () => {
    expect(await sdkLogFailedPushes.runWith({ logs: logsOf(failed) })).toMatchObject({
      status: 'fail',
      modes: [26],
    });
  });

  it('passes where pushes arrive again later in the log', async () => {
    const logs = logsOf(
      failed,
      '{"msg":"metrics arrive again at http://prom/v1/metrics, after 2 failed pushes"}',
    );
    expect((await sdkLogFailedPushes.runWith({ logs })).status).toBe('pass');
  });
});
