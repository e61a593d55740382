import { describe, expect, it } from 'vitest';
import { deployed } from '../../../../test/support/deployed.ts';
import { environmentOf } from '../../../../test/support/gateway.ts';
import { targetOf } from '../../../shared/openclaw/index.ts';
import { configMetricsUrl } from './metrics-url.ts';

const ENDPOINT = 'http://prometheus-k8s.monitoring.svc:9090/api/v1/otlp';
const withEndpoint = (endpoint: string) =>
  deployed({ 'configmap-openclaw.yaml': (text) => text.replace(ENDPOINT, endpoint) });

describe('config/metrics-url', () => {
  it('passes on a base URL, and on a whole metrics URL', async () => {
    expect((await configMetricsUrl.runWith(deployed())).status).toBe('pass');
    expect((await configMetricsUrl.runWith(withEndpoint(`${ENDPOINT}/v1/metrics`))).status).toBe('pass');
  });

  it.each([`${ENDPOINT}/v1/metrics/v1/metrics`, `${ENDPOINT}/v1/traces`])(
    'fails on %s with the base as the fix',
    async (endpoint) => {
      const outcome = await configMetricsUrl.runWith(withEndpoint(endpoint));
      expect(outcome).toMatchObject({ status: 'fail', modes: [6], fix: { kind: 'patch' } });
      expect(outcome.fix?.diff).toContain(`+          "endpoint": "${ENDPOINT}"`);
    },
  );

  it('uses the environment where the configuration has no endpoint', async () => {
    const { config } = withEndpoint('');
    const set = environmentOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' });
    expect((await configMetricsUrl.runWith({ config, environment: set })).status).toBe('pass');
    const unset = environmentOf({});
    expect(await configMetricsUrl.runWith({ config, environment: unset })).toMatchObject({
      status: 'fail',
      modes: [5],
    });
    const unread = environmentOf({}, { unread: ['Secret openclaw'] });
    expect((await configMetricsUrl.runWith({ config, environment: unread })).status).toBe('unknown');
  });

  it('knows that OpenClaw has a default, and does not judge it', async () => {
    const { config } = deployed();
    const text = '{ diagnostics: { enabled: true, otel: { enabled: true } } }';
    const release = targetOf('openclaw/2026.9');
    const outcome = await configMetricsUrl.runWith({
      config: { ...config, document: { ...config.document, text } },
      environment: environmentOf({}),
      ...(release ? { release } : {}),
    });
    expect(outcome).toMatchObject({
      status: 'unknown',
      message: expect.stringContaining('http://localhost:4318'),
    });
  });
});
