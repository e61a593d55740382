import { describe, expect, it } from 'vitest';
import { defaultContract, expectedMetrics } from '../../contract/index.ts';
import type { StoredSeries } from '../../sources/index.ts';
import type { Backend } from '../../translate/index.ts';
import { judge } from './judge.ts';
import { reconcile } from './reconcile.ts';

const NOW = 1_771_556_400_000;
const PROMETHEUS: Backend = {
  flavour: 'prometheus',
  version: { major: 3, minor: 5, patch: 3 },
  settings: {},
};
const RAW: Backend = {
  flavour: 'victoriametrics',
  version: { major: 1, minor: 140, patch: 0 },
  settings: {},
};
const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 1_000 });
const expected = expectedMetrics(contract, PROMETHEUS);
const tokens = expected.find(({ metric }) => metric.otlp === 'openclaw.tokens')!;
const wait = expected.find(({ metric }) => metric.otlp === 'openclaw.queue.wait_ms')!;

const LABELS = { job: 'openclaw', instance: 'a', direction: 'input', model: 'm', provider: 'p' };

function series(
  name: string,
  at = NOW - 500,
  value = 7,
  labels: Record<string, string> = LABELS,
): StoredSeries {
  return { labels: { __name__: name, ...labels }, samples: [{ at, value }] };
}

function judged(
  metric: typeof tokens,
  stored: StoredSeries[],
  more: Partial<Parameters<typeof judge>[0]> = {},
) {
  return judge({
    metric,
    byBackend: metric,
    backend: PROMETHEUS,
    stored,
    names: { current: [], day: [] },
    newest: new Map(),
    ledger: undefined,
    elsewhere: [],
    identity: { job: 'openclaw' },
    now: NOW,
    flushIntervalMs: 1_000,
    othersArrive: false,
    ...more,
  });
}

const entry = (live: number, acknowledged = live) => ({
  name: 'openclaw.tokens',
  live: { events: live, value: live },
  acknowledged: { events: acknowledged, value: acknowledged },
  series: 1,
  overflowed: 0,
});

describe('judge', () => {
  it('returns arrived for a metric with a recent sample, its name and its labels', () => {
    expect(judged(tokens, [series('openclaw_tokens_total')])).toMatchObject({
      status: 'arrived',
      prometheus: 'openclaw_tokens_total',
      series: 1,
      labels: { absent: [], extra: [] },
    });
  });

  it('returns stale if the newest sample is older than three intervals', () => {
    expect(judged(tokens, [series('openclaw_tokens_total', NOW - 60_000)])).toMatchObject({
      status: 'stale',
      why: 'its newest sample is 60 s old: none since 2026-02-20T02:59:00.000Z',
    });
  });

  it('returns stale if the metric was stored within the last day and no longer is', () => {
    expect(judged(tokens, [], { names: { current: [], day: ['openclaw_tokens_total'] } }).status).toBe(
      'stale',
    );
  });

  it('returns mislabelled if no series has an expected label', () => {
    const { direction: _, ...rest } = LABELS;
    expect(
      judged(tokens, [series('openclaw_tokens_total', NOW, 7, { ...rest, openclaw_token: 'input' })]),
    ).toMatchObject({
      status: 'mislabelled',
      labels: { absent: ['direction'], extra: ['openclaw_token'] },
    });
  });

  it("returns misnamed if the backend's settings make another name", () => {
    const byBackend = expectedMetrics(contract, RAW).find(({ metric }) => metric.otlp === 'openclaw.tokens')!;
    const newest = new Map([['openclaw.tokens', NOW - 500]]);
    expect(judged(tokens, [series('openclaw.tokens')], { byBackend, newest })).toMatchObject({
      status: 'misnamed',
      found: ['openclaw.tokens'],
    });
  });

  it('returns misnamed if a unit was appended that the name already contains', () => {
    const names = { current: ['openclaw_queue_wait_ms_milliseconds_count'], day: [] };
    const newest = new Map([['openclaw_queue_wait_ms_milliseconds_count', NOW - 500]]);
    expect(judged(wait, [], { names, newest })).toMatchObject({
      status: 'misnamed',
      found: ['openclaw_queue_wait_ms_milliseconds_count'],
    });
  });

  it('returns misnamed if the stored name has a prefix', () => {
    const names = { current: ['prod_openclaw_tokens_total'], day: [] };
    const newest = new Map([['prod_openclaw_tokens_total', NOW - 500]]);
    expect(judged(tokens, [], { names, newest }).found).toEqual(['prod_openclaw_tokens_total']);
  });

  it.each([
    ['without a ledger', undefined],
    ['with a ledger that recorded it', entry(5)],
  ])('returns stale, never misnamed, if its own name is still listed but has ended: %s', (_, ledger) => {
    const names = { current: ['openclaw_tokens_total'], day: ['openclaw_tokens_total'] };
    const newest = new Map([['openclaw_tokens_total', NOW - 60_000]]);
    expect(judged(tokens, [], { names, newest, ledger })).toMatchObject({
      status: 'stale',
      found: [],
      cause: 'disappeared',
      newestSample: '2026-02-20T02:59:00.000Z',
      why: 'its newest sample is 60 s old: none since 2026-02-20T02:59:00.000Z',
    });
  });

  it('returns stale if the name that is stored instead has ended', () => {
    const other = 'openclaw_queue_wait_ms_milliseconds_count';
    const names = { current: [other], day: [] };
    expect(judged(wait, [], { names, newest: new Map([[other, NOW - 60_000]]) })).toMatchObject({
      status: 'stale',
      found: [other],
      newestSample: '2026-02-20T02:59:00.000Z',
    });
    expect(judged(wait, [], { names })).toMatchObject({ status: 'stale', newestSample: null });
  });

  it('returns misnamed if its own name has ended and another name goes on', () => {
    const names = {
      current: ['openclaw_tokens_total', 'openclaw_tokens', 'openclaw.tokens'],
      day: ['openclaw_tokens_total'],
    };
    const newest = new Map([
      ['openclaw_tokens_total', NOW - 120_000],
      ['openclaw_tokens', NOW - 60_000],
      ['openclaw.tokens', NOW - 500],
    ]);
    expect(judged(tokens, [], { names, newest })).toMatchObject({
      status: 'misnamed',
      found: ['openclaw.tokens'],
    });
  });

  it('returns idle if the ledger shows that nothing was recorded, and missing if something was', () => {
    expect(judged(tokens, [], { ledger: entry(0) }).status).toBe('idle');
    const ofAnEarlierProcess = { current: [], day: ['openclaw_tokens_total'] };
    expect(judged(tokens, [], { ledger: entry(0), names: ofAnEarlierProcess }).status).toBe('idle');
    expect(judged(tokens, [], { ledger: entry(5) }).status).toBe('missing');
    expect(judged(tokens, []).status).toBe('missing');
  });

  it.each([
    ['never existed', {}, 'no such series, now or within the last day'],
    [
      'disappeared',
      { names: { current: [], day: ['openclaw_tokens_total'] } },
      'it was stored within the last day',
    ],
    [
      'label absent',
      { elsewhere: [{ __name__: 'openclaw_tokens_total' }] },
      'openclaw_tokens_total is stored without the label job',
    ],
    [
      'value absent',
      {
        elsewhere: [
          { __name__: 'openclaw_tokens_total', job: 'unknown_service:node' },
          { __name__: 'openclaw_tokens_total', job: 'gateway' },
        ],
      },
      'openclaw_tokens_total is stored with job "gateway", "unknown_service:node", not "openclaw"',
    ],
  ])('names the cause of absence: %s', (cause, more, why) => {
    expect(judged(tokens, [], more)).toMatchObject({ cause, why: expect.stringContaining(why) });
  });
});

describe('reconcile', () => {
  const ledger = {
    schema: 'throughline.ledger/1' as const,
    service: { name: 'openclaw', namespace: null, instanceId: 'a' },
    startedAt: new Date(NOW - 10_000).toISOString(),
    acknowledgedAt: new Date(NOW - 1_000).toISOString(),
    metrics: [{ ...entry(2), acknowledged: { events: 2, value: 30 } }],
  };
  const compare = (stored: StoredSeries[]) => {
    const result = reconcile(
      [judged(tokens, stored, { ledger: ledger.metrics[0] })],
      [tokens],
      stored,
      ledger,
      PROMETHEUS,
      contract,
    );
    return { stored: result.metrics[0]?.stored, total: result.total };
  };
  const at = (value: number, time: number, instance = 'a'): StoredSeries => ({
    labels: { __name__: 'openclaw_tokens_total', ...LABELS, instance },
    samples: [{ at: time, value }],
  });

  it('sums the series of this instance as of the last accepted push', () => {
    const later: StoredSeries = {
      ...at(10, NOW - 1_000),
      samples: [
        { at: NOW - 1_000, value: 10 },
        { at: NOW, value: 99 },
      ],
    };
    expect(compare([later, at(20, NOW - 1_000), at(1_000, NOW - 1_000, 'b')])).toEqual({
      stored: 30,
      total: { recorded: 2, stored: 2, ratio: 1, 'as of': 'last accepted push' },
    });
  });

  it('leaves out series of an earlier process of the same instance', () => {
    expect(compare([at(30, NOW - 1_000), at(500, NOW - 60_000)]).stored).toBe(30);
  });

  it('counts events, not sums: half of the sum is half of the events', () => {
    expect(compare([at(15, NOW - 1_000)]).total).toMatchObject({ recorded: 2, stored: 1, ratio: 0.5 });
  });
});
