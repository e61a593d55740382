import { describe, expect, it } from 'vitest';
import { knownError, KNOWN_ERRORS } from './known-errors.ts';

describe('knownError', () => {
  it.each<[number, string]>([
    [11, "[plugins] diagnostics-otel failed to load: Error: Cannot find module '@opentelemetry/api'"],
    [12, 'TypeError: Resource is not a constructor'],
    [12, 'TypeError: resources_1.Resource is not a constructor'],
    [
      14,
      '@opentelemetry/api: Registration of version v1.9.0 for metrics does not match previously registered API v1.4.1',
    ],
    [16, 'Error: @opentelemetry/api: Attempted duplicate registration of API: metrics'],
    [21, 'openclaw.session.state has reached its limit; what is new goes to otel_metric_overflow="true"'],
    [26, 'metrics do not arrive at http://prom/v1/metrics: getaddrinfo ENOTFOUND prom'],
    [30, 'OTLPExporterError: connect ECONNREFUSED ::1:4318'],
    [5, 'OTLPExporterError: connect ECONNREFUSED 127.0.0.1:4318'],
    [31, 'export failed: unable to verify the first certificate'],
    [32, 'OTLPExporterError: Parse Error: Expected HTTP/'],
    [
      34,
      'metrics do not arrive: 404 otlp write receiver needs to be enabled with --web.enable-otlp-receiver',
    ],
    [38, 'OTLPExporterError: Unauthorized, 401'],
    [39, 'metrics do not arrive at http://prom/v1/metrics: answered 415'],
    [19, 'metrics do not arrive at http://prom/v1/metrics: answered 500'],
    [20, '{"stack":"OTLPExporterError: Bad gateway?"}'],
    [53, 'push failed: 429 Too Many Requests'],
    [51, 'level=WARN msg="Error on ingesting out-of-order samples" series="target_info{job=\\"x\\"}"'],
    [49, 'err="out of bounds" component=otlp'],
    [48, 'err="duplicate sample for timestamp"'],
    [50, 'the timestamp is too far in the future'],
    [46, 'invalid temporality and type combination for metric "openclaw.tokens"'],
  ])('names row %d', (mode, text) => {
    expect(knownError(text)?.modes).toContain(mode);
  });

  it.each([
    'gateway listens on http://127.0.0.1:18789',
    'pushes metrics to http://prom:9090/api/v1/otlp/v1/metrics every 30 s as openclaw',
    'GET /users/401 200',
    "Cannot find module 'left-pad'",
    'took 500 ms',
  ])('says nothing of: %s', (text) => {
    expect(knownError(text)).toBeUndefined();
  });

  it('tells with each what it says and how it is mended', () => {
    for (const { says, fix, modes } of KNOWN_ERRORS) expect([says, fix, ...modes]).not.toContain('');
  });
});
