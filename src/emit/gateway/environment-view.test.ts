import { describe, expect, it } from 'vitest';
import { environmentView } from './environment-view.ts';

describe('environmentView', () => {
  it("shows OpenTelemetry's variables and the proxies', and no others", () => {
    expect(environmentView({ OTEL_SDK_DISABLED: 'true', no_proxy: '.svc', HOME: '/', PROXY: 'x' })).toEqual({
      OTEL_SDK_DISABLED: 'true',
      no_proxy: '.svc',
    });
  });

  it.each([
    ['OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Bearer abc', '***'],
    ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'x=y', '***'],
    ['OTEL_EXPORTER_OTLP_CLIENT_KEY', '/etc/key.pem', '***'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://me:abc@host/otlp?key=abc', 'http://***:***@host/otlp?key=***'],
    ['HTTPS_PROXY', 'me:abc@proxy:3128', '***@proxy:3128'],
    ['HTTPS_PROXY', 'proxy:3128', 'proxy:3128'],
  ])('masks the secret in %s', (name, value, shown) => {
    expect(environmentView({ [name]: value })).toEqual({ [name]: shown });
  });
});
