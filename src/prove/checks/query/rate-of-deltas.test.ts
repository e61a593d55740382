import { describe, expect, it } from 'vitest';
import { arrived } from '../../../../test/support/arrived.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { defaultContract } from '../../contract/index.ts';
import { queryRateOfDeltas } from './rate-of-deltas.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });
const FEATURE = { 'enable-feature': 'otlp-native-delta-ingestion' };

async function judged({
  values,
  labels = {},
  flags = FEATURE,
  expression = 'rate(openclaw_tokens_total[5m])',
}: {
  values: readonly number[];
  labels?: Record<string, string>;
  flags?: Record<string, string>;
  expression?: string;
}) {
  const metric = { __name__: 'openclaw_tokens_total', job: 'openclaw', ...labels };
  const stored = values.map((value, index) => [30 * index, String(value)]);
  const backend = await recordedBackend({
    ...prometheusAnswers({ version: '3.12.0', flags: { 'web.enable-otlp-receiver': 'true', ...flags } }),
    '/api/v1/query': { body: { resultType: 'matrix', result: [{ metric, values: stored }] } },
  });
  return queryRateOfDeltas.runWith({
    readers: dashboardOf(expression),
    contract,
    backend,
    arrival: arrived([]),
  });
}

const DELTAS = [5, 3, 5, 3, 5, 3, 5, 3, 5, 3];
const TOTALS = [5, 8, 13, 16, 21, 24, 29, 32, 37];

describe('query/rate-of-deltas', () => {
  it('fails when the samples fall repeatedly, as deltas do', async () => {
    const found = await judged({ values: DELTAS });
    expect(found).toMatchObject({ status: 'fail', affects: ['panel "panel 1"'] });
    expect(found.evidence.map(({ saw }) => saw)).toContain(
      'openclaw_tokens_total falls repeatedly, which a cumulative series does not',
    );
  });

  it('fails when the series has the label of deltas', async () => {
    const found = await judged({ values: [5, 5], labels: { __temporality__: 'delta' } });
    expect(found.status).toBe('fail');
  });

  it('passes on cumulative series, also with restarts', async () => {
    expect((await judged({ values: TOTALS })).status).toBe('pass');
    expect((await judged({ values: [...TOTALS, ...TOTALS, ...TOTALS] })).status).toBe('pass');
  });

  it('is skipped on a server that stores cumulative series only', async () => {
    expect((await judged({ values: DELTAS, flags: {} })).status).toBe('skip');
  });

  it('ignores functions that add samples up', async () => {
    const found = await judged({ values: DELTAS, expression: 'sum_over_time(openclaw_tokens_total[5m])' });
    expect(found.status).toBe('skip');
  });
});
