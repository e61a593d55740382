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

describe('TL807', () => {
  it('fails where the samples fall again and again, as deltas do', async () => {
    const found = await judged({ values: DELTAS });
    expect(found).toMatchObject({ status: 'fail', affects: ['panel "panel 1"'] });
    expect(found.evidence.map(({ saw }) => saw)).toContain(
      'openclaw_tokens_total falls again and again, as no total does',
    );
  });

  it('fails where the series says itself that it holds deltas', async () => {
    const found = await judged({ values: [5, 5], labels: { __temporality__: 'delta' } });
    expect(found.status).toBe('fail');
  });

  it('passes on totals, restarts among them', async () => {
    expect((await judged({ values: TOTALS })).status).toBe('pass');
    expect((await judged({ values: [...TOTALS, ...TOTALS, ...TOTALS] })).status).toBe('pass');
  });

  it('passes on a server that keeps totals only', async () => {
    expect((await judged({ values: DELTAS, flags: {} })).status).toBe('pass');
  });

  it('says nothing of functions that add samples up', async () => {
    const found = await judged({ values: DELTAS, expression: 'sum_over_time(openclaw_tokens_total[5m])' });
    expect(found.status).toBe('unknown');
  });
});
