import { describe, expect, it } from 'vitest';
import { arrived } from '../../../../test/support/arrived.ts';
import {
  prometheusAnswers,
  type RecordedAnswers,
  recordedBackend,
} from '../../../../test/support/recorded-backend.ts';
import { defaultContract } from '../../contract/index.ts';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { queryOperandsNeverMatch } from './operands-never-match.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const judged = (expression: string) =>
  queryOperandsNeverMatch.runWith({ readers: dashboardOf(expression), contract });

describe('query/operands-never-match', () => {
  it.each([
    'sum by (model) (openclaw_tokens_total{direction="input"}) / sum by (model) (openclaw_cost_usd_total)',
    'openclaw_tokens_total / ignoring (direction) group_left openclaw_cost_usd_total',
    'rate(openclaw_run_duration_ms_sum[5m]) / rate(openclaw_run_duration_ms_count[5m])',
    'openclaw_tokens_total * on (job, instance) group_left (version) target_info',
  ])('passes on %s', async (expression) => {
    expect((await judged(expression)).status).toBe('pass');
  });

  it.each([
    ['openclaw_cost_usd_total / openclaw_tokens_total', 'direction'],
    ['openclaw_run_duration_ms_bucket{le="100"} / openclaw_run_duration_ms_count', 'le'],
  ])('warns that the sides of %s never match, because only one has %s', async (expression, label) => {
    expect(await judged(expression)).toMatchObject({
      status: 'warn',
      message: `1 operation can never return data: only one side has ${label}`,
    });
  });

  it('is unknown when no query selects a metric of the contract', async () => {
    expect((await judged('up / up')).status).toBe('unknown');
  });

  describe('with a backend', () => {
    const judgedThere = async (expression: string, answer: RecordedAnswers[string]) =>
      queryOperandsNeverMatch.runWith({
        readers: dashboardOf(expression),
        contract,
        backend: await recordedBackend({ ...prometheusAnswers({}), '/api/v1/query': answer }),
        arrival: arrived([]),
      });
    const returning = (...series: Record<string, string>[]) => ({
      body: { resultType: 'vector', result: series.map((metric) => ({ metric, value: [0, '1'] })) },
    });
    const JOIN = 'openclaw_tokens_total * on (job) group_left (version) target_info';

    it.each([
      'found duplicate series for the match group {job="openclaw"} on the right hand-side of the operation: [];many-to-many matching not allowed: matching labels must be unique on one side',
      'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
      'duplicate time series on the right side of `* on(job) group_left(version)`',
    ])('warns when it responds %s', async (error) => {
      const found = await judgedThere(JOIN, {
        status: 422,
        body: JSON.stringify({ status: 'error', error }),
      });
      expect(found).toMatchObject({ status: 'warn', affects: ['panel "panel 1"'] });
      expect(found.evidence[0]?.saw).toContain(error);
      expect(found.fix?.text).toContain('service.instance.id');
    });

    it('passes when it responds with an error that is not about series', async () => {
      const body = JSON.stringify({ status: 'error', error: 'query timed out in expression evaluation' });
      expect((await judgedThere(JOIN, { status: 503, body })).status).toBe('pass');
    });

    it('does not run a query with a filter of the dashboard', async () => {
      const found = await judgedThere(JOIN.replace('target_info', 'target_info{job="$job"}'), returning());
      expect(found.message).toContain('0 of 1 that join series ran on the backend');
    });

    it('passes when it returns data for an operation that the contract calls impossible', async () => {
      const operation = 'openclaw_cost_usd_total / openclaw_tokens_total';
      expect((await judgedThere(operation, returning({}))).status).toBe('pass');
      expect((await judgedThere(operation, returning())).status).toBe('warn');
    });
  });
});
