import { describe, expect, it } from 'vitest';
import { environmentOf, exporting, gatewayOf } from '../../../../test/support/gateway.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { sdkEnvironmentTemporality } from './environment-temporality.ts';

const delta = environmentOf({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' });

describe('sdk/environment-temporality', () => {
  it('fails on delta and lowmemory where the backend does not store them', async () => {
    const deltaStorage = { stores: false, because: 'the backend does not store delta values' };
    expect(await sdkEnvironmentTemporality.runWith({ environment: delta, deltaStorage })).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('asks for delta: the backend does not store delta values'),
    });
    const lowmemory = environmentOf({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'LowMemory' });
    expect((await sdkEnvironmentTemporality.runWith({ environment: lowmemory, deltaStorage })).status).toBe(
      'fail',
    );
  });

  it('passes on cumulative, on no variable, and where the exporter ignores it', async () => {
    const cumulative = environmentOf({ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'Cumulative' });
    expect((await sdkEnvironmentTemporality.runWith({ environment: cumulative })).status).toBe('pass');
    expect((await sdkEnvironmentTemporality.runWith({ environment: environmentOf({}) })).status).toBe('pass');
    const gateway = gatewayOf({ exporter: exporting });
    expect((await sdkEnvironmentTemporality.runWith({ environment: delta, gateway })).status).toBe('pass');
  });

  it('passes where the server converts or stores them, and is unknown without a server', async () => {
    expect((await sdkEnvironmentTemporality.runWith({ environment: delta })).status).toBe('unknown');
    const converts = { 'enable-feature': 'otlp-deltatocumulative' };
    for (const [version, flags, status] of [
      ['3.5.3', converts, 'pass'],
      ['3.1.0', converts, 'fail'],
      ['3.5.3', {}, 'fail'],
      ['3.5.3', { 'enable-feature': 'otlp-native-delta-ingestion' }, 'pass'],
    ] as const) {
      const backend = await recordedBackend(prometheusAnswers({ version, flags }));
      expect((await sdkEnvironmentTemporality.runWith({ environment: delta, backend })).status).toBe(status);
    }
  });

  it('fails where the path is that of Prometheus, whose flags are not known', async () => {
    const environment = environmentOf({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://prometheus:9090/api/v1/otlp',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    });
    expect(await sdkEnvironmentTemporality.runWith({ environment })).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('unless the feature otlp-deltatocumulative is on'),
    });
  });
});
