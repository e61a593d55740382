import { describe, expect, it } from 'vitest';
import type { Backend } from '../translate/index.ts';
import { ContractError, defaultContract, expectedMetrics, identityLabels, parseContract } from './index.ts';

const PROMETHEUS: Backend = {
  flavour: 'prometheus',
  version: { major: 3, minor: 5, patch: 3 },
  settings: {},
};
const VICTORIA: Backend = {
  flavour: 'victoriametrics',
  version: { major: 1, minor: 140, patch: 0 },
  settings: {},
};

const FILE = `
schema: throughline.contract/1
name: shop
job: checkout
namespace: prod
flushInterval: 15s
metrics:
  - { otlp: http.server.duration, kind: histogram, unit: ms, attributes: [http.route] }
  - { prometheus: orders_total, kind: counter, attributes: [region] }
`;

describe('parseContract', () => {
  it('reads a file, and prefixes the job with the namespace as Prometheus does', () => {
    expect(parseContract(FILE)).toMatchObject({ job: 'prod/checkout', flushIntervalMs: 15_000 });
  });

  it.each([
    ['schema: other/1', /schema/],
    [FILE.replace('15s', 'soon'), /such as 500ms, 30s or 1h30m/],
    [FILE.replace('otlp: http.server.duration, ', ''), /needs a name/],
    ['a: [', /not valid YAML/],
  ])('throws an error that says what is wrong, %#', (text, message) => {
    expect(() => parseContract(text)).toThrow(ContractError);
    expect(() => parseContract(text)).toThrow(message);
  });
});

describe('expectedMetrics', () => {
  it("predicts names and labels by the backend's settings, and keeps a stored name unchanged", () => {
    const [duration, orders] = expectedMetrics(parseContract(FILE), PROMETHEUS);
    expect(duration).toMatchObject({
      prometheus: 'http_server_duration_milliseconds',
      countSeries: 'http_server_duration_milliseconds_count',
      labels: ['http_route'],
    });
    expect(orders).toMatchObject({
      prometheus: 'orders_total',
      series: ['orders_total'],
      labels: ['region'],
    });
    expect(expectedMetrics(parseContract(FILE), VICTORIA)[0]?.countSeries).toBe('http.server.duration_count');
  });
});

describe('the contract of the plugin in a gateway of OpenClaw', () => {
  const options = { serviceName: 'openclaw', flushIntervalMs: 30_000 };
  const own = defaultContract(options).metrics;
  const hosted = defaultContract({ ...options, host: 'openclaw' }).metrics;

  it('has the same metrics, with what OpenClaw does not say as optional attributes', () => {
    expect(hosted.map(({ otlp }) => otlp)).toEqual(own.map(({ otlp }) => otlp));
    for (const [index, { attributes, optionalAttributes = [] }] of hosted.entries()) {
      expect([...attributes, ...optionalAttributes].toSorted()).toEqual(own[index]?.attributes.toSorted());
    }
    const optional = hosted.filter(({ optionalAttributes }) => optionalAttributes);
    expect(optional.map(({ otlp, optionalAttributes }) => `${otlp}: ${optionalAttributes?.join()}`)).toEqual([
      'openclaw.run.duration_ms: status',
      'openclaw.webhook.received: status',
      'openclaw.webhook.error: status',
      'openclaw.webhook.duration_ms: status',
      'openclaw.message.processed: source',
      'openclaw.message.duration_ms: source',
      'openclaw.session.state: sessionKey',
      'openclaw.session.stuck: sessionKey',
      'openclaw.session.stuck_age_ms: sessionKey',
    ]);
  });

  it('expects neither webhooks, which not each channel has, nor attempts, which nothing emits', () => {
    expect(hosted.filter(({ mayBeIdle }) => mayBeIdle).map(({ otlp }) => otlp)).toEqual([
      'openclaw.webhook.received',
      'openclaw.webhook.error',
      'openclaw.webhook.duration_ms',
      'openclaw.session.stuck',
      'openclaw.session.stuck_age_ms',
      'openclaw.run.attempt',
    ]);
  });
});

describe('identityLabels', () => {
  it('returns the labels that identify a service in its backend', () => {
    const contract = defaultContract({
      serviceName: 'openclaw',
      serviceNamespace: 'prod',
      flushIntervalMs: 1,
    });
    expect(identityLabels(contract, PROMETHEUS, 'a')).toEqual({ job: 'prod/openclaw', instance: 'a' });
    expect(identityLabels(contract, VICTORIA, 'a')).toEqual({
      'service.name': 'openclaw',
      'service.namespace': 'prod',
      'service.instance.id': 'a',
    });
  });
});
