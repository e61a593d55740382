import { describe, expect, it } from 'vitest';
import { logsOf } from '../../../../test/support/logs.ts';
import { sdkLogSetup } from './log-setup.ts';

describe('sdk/log-setup', () => {
  it('reports two copies of the API and a second SDK as different failure modes', async () => {
    const copies = logsOf(
      'Registration of version v1.9.0 for metrics does not match previously registered API v1.4.1',
    );
    expect(await sdkLogSetup.runWith({ logs: copies })).toMatchObject({ status: 'fail', modes: [14] });
    const second = logsOf('Error: @opentelemetry/api: Attempted duplicate registration of API: metrics');
    expect(await sdkLogSetup.runWith({ logs: second })).toMatchObject({ status: 'fail', modes: [16] });
  });

  it('passes on a log that reports neither', async () => {
    expect((await sdkLogSetup.runWith({ logs: logsOf('pushes metrics to http://prom') })).status).toBe(
      'pass',
    );
  });
});
