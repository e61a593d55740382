import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { configTelemetryOn } from './telemetry-on.ts';

describe('config/telemetry-on', () => {
  it('passes where all three switches are on', async () => {
    expect((await configTelemetryOn.runWith(deployed())).status).toBe('pass');
  });

  it('fails where metrics are off, with the diff that turns them on', async () => {
    const sources = deployed({
      'configmap-openclaw.yaml': (text) => text.replace('"metrics": true', '"metrics": false'),
    });
    const outcome = await configTelemetryOn.runWith(sources);
    expect(outcome).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    expect(outcome.message).toBe('diagnostics.otel.metrics is off');
    expect(outcome.fix?.diff).toMatch(/^\+ +"metrics": true/m);
  });
});
