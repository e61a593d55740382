import { describe, expect, it } from 'vitest';
import { logsOf } from '../../../../test/support/logs.ts';
import { sdkLogFailedPushes } from './log-failed-pushes.ts';

const failed = '{"msg":"metrics do not arrive at http://prom/v1/metrics: getaddrinfo ENOTFOUND prom"}';

describe('TL306', () => {
  it('fails on a push that failed, by the row that the line tells of', async () => {
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
