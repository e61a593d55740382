import { describe, expect, it } from 'vitest';
import { MESSAGES } from './generated/messages.ts';
import { knownCode, knownFailure, knownLogLine, knownPluginError, knownResponse } from './match.ts';

const MIMIR =
  'send data to ingesters: failed pushing to ingester a: user=anonymous: the sample has been rejected because';

describe('knownLogLine', () => {
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
    [33, 'OTLPExporterError: connect ECONNREFUSED 10.0.0.1:4318'],
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
  ])('names mode %d', (mode, text) => {
    expect(knownLogLine(text)?.modes).toContain(mode);
  });

  it.each([
    'gateway listens on http://127.0.0.1:18789',
    'pushes metrics to http://prom:9090/api/v1/otlp/v1/metrics every 30 s as openclaw',
    'pushes metrics to http://prom:9090/api/v1/otlp/v1/metrics every 500 ms as openclaw',
    'pushed 404 data points to http://prom/v1/metrics',
    '2026-02-20T03:00:00.401 export done',
    'GET /users/401 200',
    "Cannot find module 'left-pad'",
    'took 500 ms',
    'request limit of the model reached',
  ])('does not know: %s', (text) => {
    expect(knownLogLine(text)).toBeUndefined();
  });
});

describe('knownResponse', () => {
  // As Prometheus 2.53, 3.5 and 3.12, Mimir 3 and VictoriaMetrics 1.140 answered.
  it.each([
    [401, 'no org id', [38], 'receiver'],
    [403, 'forbidden', [38], 'receiver'],
    [400, 'Client sent an HTTP request to an HTTPS server.', [31], 'receiver'],
    [400, 'unsupported content type: text/plain, supported: [application/json]', [39], 'receiver'],
    [415, 'unsupported compression: deflate. Only "gzip" or no compression supported', [39], 'receiver'],
    [400, 'proto: Link: illegal field=0 (tag=1, pos=1)', [39], 'receiver'],
    [400, 'cannot decode OpenTelemetry protocol data: zlib: invalid header', [39], 'receiver'],
    [404, '404 page not found', [37], 'receiver'],
    [413, '<html><head><title>413 Request Entity Too Large</title>', [40], 'receiver'],
    [400, 'unexpected EOF', [40], 'receiver'],
    [503, 'Service Unavailable', [41], 'receiver'],
    [500, 'native histograms are disabled', [52, 47], 'store'],
    [500, 'invalid temporality and type combination for metric "g"', [46, 47], 'store'],
    [400, 'otlp parse error: normalization for metric "!!!" resulted in empty name', [47], 'store'],
    [400, 'out of bounds: timestamp is too far in the future', [50], 'samples'],
    [400, 'out of bounds', [49], 'samples'],
    [null, `${MIMIR} its timestamp is too old (err-mimir-sample-timestamp-too-old)`, [49], 'samples'],
    [400, 'out of order sample', [48], 'samples'],
    [
      400,
      'duplicate sample for timestamp 1; overrides not allowed: existing 1, new value 3',
      [48],
      'samples',
    ],
    [
      429,
      'the request has been rejected because the tenant exceeded the ingestion burst size limit',
      [53],
      'store',
    ],
    [503, 'data refused due to high memory usage', [45], 'receiver'],
    [503, 'failed to make an HTTP request: Post "http://127.0.0.1:1": connection refused', [44], 'receiver'],
    [502, 'Bad Gateway', [19], 'receiver'],
    [500, 'context deadline exceeded', [19], 'receiver'],
  ] as const)('knows %s "%s"', (status, body, modes, about) => {
    expect(knownResponse(status, body)).toMatchObject({ modes, about });
  });

  it('knows nothing of a success with an empty body', () => {
    expect(knownResponse(null, '')).toBeUndefined();
  });

  // Three lists had different modes for these sentences; each list was right for some of them.
  it.each([
    [404, 'otlp write receiver needs to be enabled with --web.enable-otlp-receiver', [34]],
    [503, 'Service Unavailable', [41]],
    [413, '', [40]],
    [400, '', [39, 47]],
    [404, '404 page not found', [37]],
    [400, 'otlp parse error: normalization for metric "!!!" resulted in empty name', [47]],
    [500, 'invalid temporality and type combination for metric "g"', [46, 47]],
    [400, 'unsupported path requested: "/v1/metrics"', [37]],
    [400, 'out of order sample of target_info', [51]],
  ] as const)('has the same modes for %s "%s" in a response and in a log', (status, body, modes) => {
    const known = knownResponse(status, body);
    expect(known?.modes).toEqual(modes);
    expect(knownLogLine(`push to http://prom/v1/metrics failed with ${status}: ${body}`)).toBe(known);
    const said = body && `, "${body.replaceAll('"', "'")}"`;
    expect(
      knownLogLine(
        `metrics do not arrive at http://prom/v1/metrics: it answered ${status}${said}; look there.`,
      ),
    ).toBe(known);
  });
});

describe('knownFailure', () => {
  it('reads the response, and not the advice that the exporter appends', () => {
    const message = 'it answered 413, "no"; the batch is too large; lower diagnostics.otel.seriesLimit';
    expect(knownFailure({ status: 413, message })?.id).toBe('body-too-large');
    expect(knownLogLine(`metrics do not arrive at http://prom/v1/metrics: ${message}`)?.id).toBe(
      'body-too-large',
    );
    const redirect = 'it answered 307; it redirects; is there a slash too many at the end of the endpoint?';
    expect(knownFailure({ status: 307, message: redirect })?.id).toBe('redirect');
  });
});

describe('knownCode', () => {
  it.each([
    ['ECONNREFUSED', 'connection', [27, 33]],
    ['ETIMEDOUT', 'connection', [24, 25]],
    ['ECONNRESET', 'connection', [28]],
    ['CERT_HAS_EXPIRED', 'tls', [31]],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', [31]],
  ] as const)('knows %s', (code, about, modes) => {
    expect(knownCode(code, about)?.modes).toEqual(modes);
  });

  it('knows a code only of the part that was asked for', () => {
    expect(knownCode('ECONNRESET', 'tls')).toBeUndefined();
    expect(knownCode(undefined, 'tls')).toBeUndefined();
  });
});

describe('knownPluginError', () => {
  it('knows any module of the plugin, also one that is not of OpenTelemetry', () => {
    expect(knownPluginError("Cannot find package 'long'")?.modes).toEqual([11]);
    expect(knownPluginError('endpoint is no URL')).toBeUndefined();
  });
});

describe('the examples of known messages', () => {
  const examples = MESSAGES.flatMap((message) =>
    message.reveals.flatMap((reveal) => (reveal.text === undefined ? [] : [{ message, reveal }])),
  );

  it.each(
    examples
      .filter(({ reveal }) => reveal.in === 'anywhere' || reveal.in === 'push')
      .map(({ message, reveal }) => [reveal.text ?? '', message] as const),
  )('are known in a log line about a push: %s', (text, message) => {
    expect(knownLogLine(`otlp push failed: ${text}`)).toBe(message);
  });

  it.each(
    examples
      .filter(({ message }) => ['receiver', 'store', 'samples'].includes(message.about))
      .map(({ message, reveal }) => [reveal.text ?? '', message] as const),
  )('are known in a response: %s', (text, message) => {
    expect(knownResponse(null, text)).toBe(message);
  });
});
