import type { Exchange, SeenMetric } from '../../src/shared/protocol/exchange.ts';
import type { TapView } from '../../src/prove/views/tap.ts';

export const tokens: SeenMetric = {
  name: 'openclaw.tokens',
  kind: 'sum',
  unit: '',
  temporality: 'cumulative',
  points: 2,
  attributes: ['direction'],
};

export function exchange(
  number: number,
  {
    request,
    answer,
    retryOf = null,
  }: {
    request?: Partial<Exchange['request']>;
    answer?: Partial<Exchange['answer']>;
    retryOf?: number | null;
  } = {},
): Exchange {
  return {
    schema: 'throughline.exchange/1',
    number,
    at: '2026-02-20T03:00:00.000Z',
    method: 'POST',
    path: '/v1/metrics',
    request: {
      contentType: 'application/x-protobuf',
      contentEncoding: '',
      bytes: 100,
      payload: { services: [], metrics: [tokens], points: 2 },
      unreadable: null,
      ...request,
    },
    answer: { status: 200, contentType: '', text: '', partialSuccess: null, error: null, ...answer },
    ms: 3,
    retryOf,
  };
}

export function tapOf(...exchanges: Exchange[]): TapView {
  const value = { startedAt: 0, to: 'http://prometheus:9090', exchanges };
  return { url: 'http://tap:4319', recording: async () => ({ ok: true, value }) };
}

export const carrying = (...metrics: SeenMetric[]): Exchange =>
  exchange(1, { request: { payload: { services: [], metrics, points: metrics.length } } });
