import { describe, expect, it } from 'vitest';
import { parseLine } from './line.ts';
import { otherSubject } from './origin.ts';

const OWNER = { job: 'shop/till', tenant: 'retail' };
const subject = (line: string): string | undefined => otherSubject(parseLine('a.log', line).text, OWNER);

describe('otherSubject', () => {
  it.each([
    [
      'time=2026-02-20T03:00:00Z level=WARN source=scrape.go:1988 msg="Error on ingesting out-of-order samples" component="scrape manager" scrape_pool=node target=http://n:9100/metrics num_dropped=3',
      'scrape pool node',
    ],
    [
      'level=ERROR msg="Out of order sample from remote write" component=web err="out of order sample" series="{__name__=\\"up\\", job=\\"node\\"}" timestamp=1771556400000',
      'job node',
    ],
    [
      '{"time":"2026-02-20T03:00:00Z","level":"ERROR","msg":"Out of order sample from remote write","err":"out of bounds","series":"{__name__=\\"up\\", job=\\"node\\"}","timestamp":0}',
      'job node',
    ],
    [
      'ts=2026-02-20T03:00:00Z caller=push.go:236 level=error user=kitchen msg="detected an error while ingesting" err="err-mimir-sample-out-of-order"',
      'tenant kitchen',
    ],
    [
      '2026-02-20T03:00:00Z\terror\tinternal/queue_sender.go:62\tExporting failed. Dropping data.\t{"otelcol.component.id": "otlphttp/t", "otelcol.component.kind": "exporter", "otelcol.signal": "traces", "error": "not retryable error"}',
      'the signal traces',
    ],
    [
      '2024-02-20T03:00:00Z\tinfo\texporterhelper/retry.go:177\tExporting failed.\t{"kind": "exporter", "data_type": "logs", "name": "loki", "error": "connection refused"}',
      'the signal logs',
    ],
    ['failed to send to http://store:4318/v1/traces: 404 Not Found', 'the signal traces'],
    [
      'WARNING: Failed to export spans. Server responded with HTTP status code 404. Error message: Not Found',
      'the signal spans',
    ],
    [
      'Failed to export TraceRequestMarshalers. The request could not be executed. Full error message: Connection refused: a/10.0.0.1:4317',
      'the signal trace',
    ],
    ['ERROR -- : OpenTelemetry error: Unable to export 30 spans', 'the signal spans'],
    ['[OTLP TRACE HTTP Exporter] ERROR: Export 3 trace span(s) error: 1', 'the signal trace'],
    [
      'level=warn caller=push.go msg="write failed" err="ingestion rate limit exceeded for user retail (limit: 4 bytes/sec) while attempting to ingest \'3\' lines"',
      'the signal logs',
    ],
  ])('names what a line is about: %s', (line, expected) => {
    expect(subject(line)).toBe(expected);
  });

  it.each([
    'level=ERROR msg="Out of order sample from remote write" err="out of order sample" series="{__name__=\\"a\\", job=\\"shop/till\\"}"',
    'level=ERROR msg="Out of order sample from remote write" err="out of order sample" series="{__name__=\\"a\\", job=\\"till\\"}"',
    'level=WARN msg="Error on ingesting out-of-order samples" scrape_pool=till num_dropped=3',
    'level=error user=retail msg="detected an error" err="err-mimir-sample-out-of-order"',
    'level=error user=anonymous msg="detected an error" err="err-mimir-sample-out-of-order"',
    '2026-02-20T03:00:00Z\terror\tx\tExporting failed.\t{"otelcol.component.id": "otlphttp", "otelcol.signal": "metrics", "error": "x"}',
    'Failed to export metrics. Server responded with HTTP status code 404.',
  ])('finds no other subject in a line that may be about the service: %s', (line) => {
    expect(subject(line)).toBeUndefined();
  });

  it('takes a line of any job where the service has none', () => {
    expect(otherSubject('series="{job=\\"node\\"}" err="out of bounds"', {})).toBeUndefined();
  });
});
