import { describe, expect, it } from 'vitest';
import { knownLogLine } from './match.ts';

const COLLECTOR = 'error internal/queue_sender.go:62 Exporting failed. Dropping data.';

describe('log lines of collectors, agents and stores', () => {
  it.each([
    [
      'path-doubled',
      `${COLLECTOR} {"error": "Permanent error: rpc error: code = Unimplemented desc = error exporting items, request to http://s:9090/api/v1/otlp/v1/metrics/v1/metrics responded with HTTP Status Code 404"}`,
    ],
    [
      'path-not-found',
      `${COLLECTOR} {"error": "Permanent error: rpc error: code = Unimplemented desc = error exporting items, request to http://s:9090/v1/metrics responded with HTTP Status Code 404"}`,
    ],
    [
      'name-not-found',
      `${COLLECTOR} {"error": "failed to make an HTTP request: Post \\"http://s:9090/v1/metrics\\": dial tcp: lookup s: no such host"}`,
    ],
    [
      'connection-refused',
      `${COLLECTOR} {"error": "failed to make an HTTP request: Post \\"http://s:9090/v1/metrics\\": dial tcp 10.0.0.1:9090: connect: connection refused"}`,
    ],
    ['sending-queue-full', 'Exporting failed. Rejecting data. {"error": "sending queue is full"}'],
    ['collector-memory', 'warn memorylimiter.go:211 Memory usage is above soft limit. Refusing data.'],
    [
      'remote-write-off',
      'level=ERROR msg="non-recoverable error" component=remote remote_name=a err="server returned HTTP status 404 Not Found: remote write receiver needs to be enabled with --web.enable-remote-write-receiver\\n"',
    ],
    [
      'remote-write-off',
      'error failed to send WriteRequest to remote endpoint {"status_code": 404, "error": "remote write receiver needs to be enabled with --web.enable-remote-write-receiver\\n"}',
    ],
    [
      'remote-write-path',
      'error client.go:533 sending a block with size 312 bytes to "1:secret-url" was rejected (skipping the block): status code 404; response body: not found',
    ],
    [
      'connection-refused',
      'warn couldn\'t send a block with size 312 bytes to "1:secret-url": Post "http://s/api/v1/write": dial tcp 10.0.0.1:80: connect: connection refused; re-sending the block in 1.000 seconds',
    ],
    [
      'credentials',
      'level=ERROR msg="non-recoverable error" component=remote err="server returned HTTP status 401 Unauthorized: no"',
    ],
    [
      'sample-without-time',
      'msg="Out of order sample from remote write" err="out of bounds" series="{__name__=\\"target_info\\", job=\\"x\\"}" timestamp=0',
    ],
    [
      'sample-too-old',
      'msg="Out of order sample from remote write" err="out of bounds" series="{__name__=\\"target_info\\", job=\\"x\\"}" timestamp=1771556400000',
    ],
    [
      'target-info-out-of-order',
      'msg="Out of order sample from remote write" err="out of order sample" series="{__name__=\\"target_info\\", job=\\"x\\"}" timestamp=1771556400000',
    ],
    [
      'sample-outside-window',
      'component=receive msg="Error on ingesting samples that are too old or are too far into the future" numDropped=2',
    ],
    [
      'limit-reached',
      'err="per-user series limit of 5 exceeded (err-mimir-max-series-per-user). To adjust the related per-tenant limit, configure -ingester.max-global-series-per-user"',
    ],
    [
      'body-too-large',
      'the incoming OTLP request has been rejected (err-mimir-distributor-max-otlp-request-size)',
    ],
    [
      'receiver-flag-without-effect',
      'level=WARN msg="Unknown option for --enable-feature" option=otlp-write-receiver',
    ],
    [
      'remote-write-path',
      'ts=2026-02-20T03:00:00Z level=error msg="non-recoverable error" component_path=/ component_id=prometheus.remote_write.s err="server returned HTTP status 404 Not Found: 404 page not found"',
    ],
    [
      'mimir-sample-too-old',
      'level=warn user=retail msg="detected an error while ingesting" err="received a sample whose timestamp is too far in the past (err-mimir-too-far-in-past)"',
    ],
    [
      'row-before-retention',
      'warn storage.go:1 cannot insert row with too small timestamp 5 outside the retention; minimum allowed timestamp is 9',
    ],
    ['series-rejected', 'received a series whose labels are not sorted (err-mimir-labels-not-sorted)'],
  ])('are known as %s: %s', (id, line) => {
    expect(knownLogLine(line)?.id).toBe(id);
  });

  it.each([
    'level=warn msg="the query exceeded the maximum number of series (err-mimir-max-series-per-query)"',
    'level=warn msg="too many read requests (err-mimir-ingester-max-inflight-read-requests)"',
    'info service/service.go:222 Starting otelcol... {"Version": "0.160.0"}',
    'level=INFO msg="Done replaying WAL" component=remote remote_name=a url=http://s/api/v1/write duration=404ms',
    'level=INFO msg="Remote storage resharding" component=remote from=1 to=2',
    'level=WARN msg="Unknown option for --enable-feature" option=extra-scrape-metrics',
    'info exporters/debug 503 data points exported',
    'level=ERROR msg="Exemplar rejected" err="err-mimir-exemplar-too-far-in-past"',
  ])('say nothing where nothing is wrong: %s', (line) => {
    expect(knownLogLine(line)).toBeUndefined();
  });
});

describe('log lines of the OpenTelemetry SDKs', () => {
  it.each([
    [
      'path-not-found',
      'failed to upload metrics: failed to send metrics to http://s:9090/v1/metrics: 404 Not Found (body: no)',
    ],
    [
      'default-endpoint',
      'failed to upload metrics: Post "http://localhost:4318/v1/metrics": dial tcp 127.0.0.1:4318: connect: connection refused',
    ],
    [
      'path-not-found',
      'WARNING: Failed to export metrics. Server responded with HTTP status code 404. Error message: Unable to parse response body, HTTP status message: Not Found',
    ],
    [
      'connection-refused',
      'Failed to export metrics. The request could not be executed. Full error message: Failed to connect to s/10.0.0.1:4318',
    ],
    [
      'no-metrics-service',
      'Failed to export metrics. Server responded with UNIMPLEMENTED. This usually means that your collector is not configured with an otlp receiver',
    ],
    ['path-not-found', 'Failed to export metrics batch code: 404, reason: Not Found'],
    [
      'grpc-to-http',
      'Failed to export metrics to s:9090, error code: StatusCode.UNAVAILABLE, error details: last error: INTERNAL: ipv4:10.0.0.1:9090: Failed parsing HTTP/2 (Expected SETTINGS frame',
    ],
    [
      'grpc-unavailable',
      'Transient error StatusCode.UNAVAILABLE encountered while exporting metrics to s:4317, retrying in 1s.',
    ],
    [
      'connection-refused',
      'Transient error HTTPConnectionPool(host=\'s\', port=9090): Max retries exceeded with url: /v1/metrics (Caused by NewConnectionError("Failed to establish a new connection: [Errno 111] Connection refused"))',
    ],
    [
      'grpc-unavailable',
      'Exporter failed send data to collector to {0} endpoint. Data will not be sent. Exception: {1}{http://s:4317/}{Grpc.Core.RpcException: Status(StatusCode="Unavailable", Detail="Error")}',
    ],
    [
      'request-not-sent',
      'OpenTelemetry metrics error occurred. Metrics error: network error: error sending request for url (http://s:4318/v1/metrics)',
    ],
    ['credentials', 'OpenTelemetry metrics export failed. Status Code: 401, Response: "no"'],
    ['export-failed', '[OTLP METRIC HTTP Exporter] ERROR: Export 3 metric(s) error: 1'],
    [
      'path-not-found',
      "OpenTelemetry error: OTLP metrics_exporter received http.code=404 for uri: '/v1/metrics'",
    ],
    ['connection-refused', 'SystemCallError in MetricsExporter#send_bytes'],
    [
      'name-not-found',
      'OpenTelemetry: [error] Export failure [exception] Export retry limit exceeded [previous] cURL error 6: Could not resolve host: s',
    ],
    ['export-failed', 'PeriodicExportingMetricReader: metrics export failed (error Error: 13 INTERNAL)'],
  ])('are known as %s: %s', (id, line) => {
    expect(knownLogLine(line)?.id).toBe(id);
  });
});
