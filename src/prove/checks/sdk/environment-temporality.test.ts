import { describe, expect, it } from 'vitest';
import { environmentOf, exporting, gatewayOf } from '../../../../test/support/gateway.ts';
import { sdkEnvironmentTemporality } from './environment-temporality.ts';

const delta = environmentOf({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' });

describe('sdk/environment-temporality', () => {
  it('fails on delta and lowmemory', async () => {
    expect((await sdkEnvironmentTemporality.runWith({ environment: delta })).status).toBe('fail');
    const lowmemory = environmentOf({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'LowMemory' });
    expect((await sdkEnvironmentTemporality.runWith({ environment: lowmemory })).status).toBe('fail');
  });

  it('passes on cumulative, on no variable, and where the exporter ignores it', async () => {
    const cumulative = environmentOf({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Cumulative' });
    expect((await sdkEnvironmentTemporality.runWith({ environment: cumulative })).status).toBe('pass');
    expect((await sdkEnvironmentTemporality.runWith({ environment: environmentOf({}) })).status).toBe('pass');
    const gateway = gatewayOf({ exporter: exporting });
    expect((await sdkEnvironmentTemporality.runWith({ environment: delta, gateway })).status).toBe('pass');
  });
});
