import { describe, expect, it } from 'vitest';
import { senderOf } from './sender.ts';

describe('senderOf', () => {
  it.each([
    [
      'collector',
      '2026-02-20T03:00:00Z\terror\tinternal/queue_sender.go:62\tExporting failed. Dropping data.\t{"otelcol.component.id": "otlphttp/s", "error": "not retryable"}',
    ],
    [
      'collector',
      'level=error msg="Exporting failed. Dropping data." component_path=/ component_id=otelcol.exporter.otlphttp.s',
    ],
    [
      'remote write',
      'level=ERROR msg="non-recoverable error" component=remote remote_name=a err="server returned HTTP status 404 Not Found: x"',
    ],
    [
      'remote write',
      'level=error msg="non-recoverable error" component_path=/ component_id=prometheus.remote_write.s err="server returned HTTP status 404"',
    ],
    [
      'remote write',
      'error client.go:533 sending a block with size 3 bytes to "1:secret-url" was rejected: status code 404',
    ],
    [undefined, 'WARNING: Failed to export metrics. Server responded with HTTP status code 404.'],
    [undefined, 'failed to upload metrics: Post "http://collector:4318/v1/metrics": connection refused'],
    [undefined, 'level=ERROR msg="Out of order sample from remote write" component=web err="out of bounds"'],
  ])('is %s for: %s', (sender, line) => {
    expect(senderOf(line)).toBe(sender);
  });
});
