import { describe, expect, it } from 'vitest';
import { exporting, gatewayOf } from '../../../../test/support/gateway.ts';
import { sdkEventsRecorded } from './events-recorded.ts';

const judged = (plugin: object, exporter: object | null = exporting) =>
  sdkEventsRecorded.runWith({
    gateway: gatewayOf({ plugins: [{ id: 'diagnostics-otel', state: 'started', ...plugin }], exporter }),
  });

describe('sdk/events-recorded', () => {
  it('passes where the plugin listens', async () => {
    expect((await judged({ listeners: 1 })).status).toBe('pass');
  });

  it("fails where the plugin exports and does not listen to the gateway's bus", async () => {
    expect(await judged({ listeners: 0 })).toMatchObject({
      status: 'fail',
      message: "diagnostics-otel runs and pushes, but does not listen to the gateway's events",
    });
  });

  it('is unknown where the gateway does not show listeners, or has no exporter', async () => {
    expect((await judged({})).status).toBe('unknown');
    expect((await judged({ listeners: 0 }, null)).status).toBe('unknown');
  });
});
