import { describe, expect, it } from 'vitest';
import { answerIn, refusalOf } from './rejections.ts';

const MIMIR =
  'send data to ingesters: failed pushing to ingester a: user=anonymous: the sample has been rejected because';

describe('an answer to a push', () => {
  // As Prometheus 2.53, 3.5 and 3.12, Mimir 3 and VictoriaMetrics 1.140 gave them.
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
    [400, 'out of bounds: timestamp is too far in the future', [50], 'store'],
    [400, 'out of bounds', [49], 'store'],
    [null, `${MIMIR} its timestamp is too old (err-mimir-sample-timestamp-too-old)`, [49], 'store'],
    [400, 'out of order sample', [48], 'store'],
    [400, 'duplicate sample for timestamp 1; overrides not allowed: existing 1, new value 3', [48], 'store'],
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
  ] as const)('%s "%s" is named', (status, said, modes, by) => {
    expect(refusalOf(status, said)).toMatchObject({ modes, by });
  });

  it('that is a success with nothing to say is none', () => {
    expect(refusalOf(null, '')).toBeUndefined();
  });

  it('is found in what the exporter says of it, without the advice behind it', () => {
    expect(answerIn('it answered 429, "slow down"; it limits the rate; raise its limit')).toBe('slow down');
  });
});
