import { describe, expect, it } from 'vitest';
import { knownLogLine } from './match.ts';

describe('lines of access logs', () => {
  it.each([
    ['path-not-found', '10.0.0.7 - - [20/Feb/2026:03:00:00 +0000] "POST /v1/metrics HTTP/1.1" 404 19'],
    [
      'credentials',
      '10.0.0.7 - - [20/Feb/2026:03:00:00 +0000] "POST /otlp/v1/metrics HTTP/2.0" 401 10 "-" "OTel"',
    ],
    ['not-ready', '[2026-02-20T03:00:00.000Z] "POST /v1/metrics HTTP/1.1" 503 UF 0 91 24 - "-" "collector"'],
    ['path-not-found', '10.0.0.7 - - [20/Feb/2026:03:00:00 +0000] "POST /api/v1/write HTTP/1.1" 404 5'],
    [
      'path-not-found',
      'level=debug msg="POST /v1/metrics (404) 1.2ms" method=POST uri=/v1/metrics status=404',
    ],
  ])('are known as %s: %s', (id, line) => {
    expect(knownLogLine(line)?.id).toBe(id);
  });

  it.each([
    '10.0.0.7 - - [20/Feb/2026:03:00:00 +0000] "POST /v1/metrics HTTP/1.1" 200 404',
    '10.0.0.7 - - [20/Feb/2026:03:00:00 +0000] "POST /v1/metrics HTTP/1.1" 200 0 "-" "curl" 503 0.401',
    '10.0.0.7 - - [20/Feb/2026:03:00:00 +0000] "GET /export HTTP/1.1" 404 19',
    '10.0.0.7 - - [20/Feb/2026:03:00:00 +0000] "GET /v1/metrics HTTP/1.1" 405 19',
  ])('say nothing where no push was rejected: %s', (line) => {
    expect(knownLogLine(line)).toBeUndefined();
  });
});
