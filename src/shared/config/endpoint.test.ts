import { describe, expect, it } from 'vitest';
import { effectiveEndpoint } from './endpoint.ts';
import { configSchema } from './schema.ts';

function endpoint(written: string | undefined, env: Record<string, string> = {}) {
  const { otel } = configSchema.parse({ diagnostics: { otel: { endpoint: written } } }).diagnostics;
  const found = effectiveEndpoint(otel, 'metrics', env);
  return found.ok ? found.url : found.problem;
}

describe('effectiveEndpoint', () => {
  it.each([
    ['http://p:9090/api/v1/otlp', 'http://p:9090/api/v1/otlp/v1/metrics'],
    ['http://p:9090/api/v1/otlp/', 'http://p:9090/api/v1/otlp/v1/metrics'],
    ['http://p:4318', 'http://p:4318/v1/metrics'],
    ['http://p:9090/otlp/v1/metrics', 'http://p:9090/otlp/v1/metrics'],
  ])('%s becomes %s', (written, url) => {
    expect(endpoint(written)).toBe(url);
  });

  it('takes the endpoint of the metrics as it is, before all others', () => {
    const written = { endpoint: 'http://p:4318', metricsEndpoint: 'http://q:9090/push' };
    const { otel } = configSchema.parse({ diagnostics: { otel: written } }).diagnostics;
    expect(effectiveEndpoint(otel, 'metrics', {})).toMatchObject({
      url: 'http://q:9090/push',
      from: 'diagnostics.otel.metricsEndpoint',
    });
    expect(effectiveEndpoint(otel, 'traces', {})).toMatchObject({ url: 'http://p:4318/v1/traces' });
  });

  it('falls back to OTEL_EXPORTER_OTLP_ENDPOINT', () => {
    expect(endpoint(undefined, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://env:4318' })).toBe(
      'http://env:4318/v1/metrics',
    );
  });

  it('says what to set where there is no endpoint, or no HTTP endpoint', () => {
    expect(endpoint(undefined)).toContain('set diagnostics.otel.endpoint');
    expect(endpoint('p:9090')).toContain('has the scheme "p:"');
    expect(endpoint('/otlp')).toContain('is not a URL');
  });
});
