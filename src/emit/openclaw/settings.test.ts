import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const OTEL = { enabled: true, endpoint: 'http://127.0.0.1:9090/api/v1/otlp' };

function read(otel: object, own: object = {}, env: Record<string, string> = {}, gateway: object = {}) {
  const reading = readSettings(
    { gateway, diagnostics: { enabled: true, otel: { ...OTEL, ...otel } } },
    own as Record<string, unknown>,
    env,
  );
  return reading.ok
    ? { ...reading.config.diagnostics.otel, port: reading.config.gateway.port }
    : reading.problem;
}

describe("OpenClaw's settings", () => {
  it('are read as they are, with the defaults of this project', () => {
    expect(read({ serviceName: ' gw ', headers: { a: 'b' } })).toMatchObject({
      endpoint: OTEL.endpoint,
      serviceName: 'gw',
      headers: { a: 'b' },
      flushIntervalMs: 30_000,
      metrics: true,
      traces: false,
      port: 18_789,
    });
  });

  it("drop the key of the session, unless the plugin's own settings say otherwise", () => {
    expect(read({})).toMatchObject({ sessionKey: 'drop', seriesLimit: 2_000 });
    expect(read({}, { sessionKey: 'hash', seriesLimit: 50, timeoutMs: 500 })).toMatchObject({
      sessionKey: 'hash',
      seriesLimit: 50,
      timeoutMs: 500,
    });
  });

  it('name the service by the environment where the configuration does not', () => {
    expect(read({}, {}, { OTEL_SERVICE_NAME: 'by-env' })).toMatchObject({ serviceName: 'by-env' });
    expect(read({ serviceName: 'by-config' }, {}, { OTEL_SERVICE_NAME: 'by-env' })).toMatchObject({
      serviceName: 'by-config',
    });
    expect(read({})).toMatchObject({ serviceName: 'openclaw' });
  });

  it('have the port that the gateway really has', () => {
    expect(read({}, {}, { OPENCLAW_GATEWAY_PORT: '19001' }, { port: 18_801 })).toMatchObject({
      port: 19_001,
    });
    expect(read({}, {}, {}, { port: 18_801 })).toMatchObject({ port: 18_801 });
  });

  it.each([0, 1, 999])('raise an interval of %d ms to a second, as OpenClaw does', (flushIntervalMs) => {
    expect(read({ flushIntervalMs })).toMatchObject({ flushIntervalMs: 1_000 });
  });

  it('that are wrong are named with their path', () => {
    expect(read({ sampleRate: 2 })).toMatch(/^diagnostics\.otel\.sampleRate: /);
    expect(read({}, { seriesLimit: 0 })).toMatch(
      /^plugins\.entries\.diagnostics-otel\.config\.seriesLimit: /,
    );
  });

  it('with logs on lead to a note, because this plugin exports none', () => {
    const reading = readSettings({ diagnostics: { enabled: true, otel: { ...OTEL, logs: true } } }, {}, {});
    expect(reading).toMatchObject({ ok: true, config: { diagnostics: { otel: { logs: false } } } });
    expect(reading.ok && reading.notes.join()).toContain('exports no logs');
  });

  it('without diagnostics leave the telemetry off', () => {
    expect(readSettings({}, {}, {})).toMatchObject({ ok: true, config: { diagnostics: { enabled: false } } });
  });
});
