import { describe, expect, it } from 'vitest';
import { exportingGateway } from '../../../../test/support/exporting-gateway.ts';
import { gatewayOf } from '../../../../test/support/gateway.ts';
import { sdkExporterPushes } from './exporter-pushes.ts';

describe('sdk/exporter-pushes', () => {
  it('passes where the exporter pushes', async () => {
    expect((await sdkExporterPushes.runWith({ gateway: exportingGateway() })).status).toBe('pass');
  });

  it('fails where a variable turns the exporter off', async () => {
    const gateway = gatewayOf({ exporter: null, telemetry: { problem: 'OTEL_SDK_DISABLED is true' } });
    expect(await sdkExporterPushes.runWith({ gateway })).toMatchObject({ status: 'fail', modes: [7] });
  });

  it('is unknown in the first interval, and fails where no push was tried after it', async () => {
    const waiting = exportingGateway({ state: 'waiting', tried: 0 });
    expect((await sdkExporterPushes.runWith({ gateway: waiting })).status).toBe('unknown');
    const silent = exportingGateway({ tried: 0 });
    expect(await sdkExporterPushes.runWith({ gateway: silent })).toMatchObject({
      status: 'fail',
      modes: [15],
    });
  });
});
