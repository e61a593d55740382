import { applyPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import { dashboardAsking, readersOf, recordedGrafana, showing } from '../../../../test/support/grafana.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { defaultContract } from '../../contract/index.ts';
import { dashboardVariableValues } from './variable-values.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });
const STORED = ['large', 'small'].map((model) => ({
  metric: { __name__: 'openclaw_tokens_total', job: 'openclaw', model },
  value: [0, '1'],
}));

const dashboardWith = (variable: Readonly<Record<string, unknown>>) =>
  dashboardAsking('prom', {
    templating: { list: [{ name: 'model', type: 'query', refresh: 2, ...variable }] },
  });

async function judged(
  variable: Readonly<Record<string, unknown>>,
  more: { readonly arrived?: boolean; readonly inGrafana?: unknown } = {},
) {
  const dashboard = dashboardWith(variable);
  const readers = readersOf(dashboard);
  const text = readers.files.get('gateway.json') ?? '';
  const backend = await recordedBackend({
    ...prometheusAnswers({}),
    '/api/v1/query': { body: { resultType: 'vector', result: STORED } },
  });
  const status = more.arrived === false ? 'missing' : 'arrived';
  const arrival = arrived([metricResult('openclaw_tokens_total', { status })]);
  const grafana =
    more.inGrafana === undefined
      ? {}
      : { grafana: await recordedGrafana(showing(more.inGrafana), readers.dashboards) };
  return {
    text,
    found: await dashboardVariableValues.runWith({ readers, backend, contract, arrival, ...grafana }),
  };
}

const EMPTY = { query: 'label_values(openclaw_tokens_total{job="gateway"}, model)' };
const FULL = { query: { query: 'label_values(openclaw_tokens_total{job="openclaw"}, model)', refId: 'A' } };

describe('dashboard/variable-values', () => {
  it.each([
    ['finds values', FULL],
    ['filters by another variable', { query: 'label_values(openclaw_tokens_total{job=~"$job"}, model)' }],
    ['drops some of the values', { ...FULL, regex: '/^l/' }],
    ['opens with a stored value', { ...FULL, refresh: 0, current: { value: 'small' } }],
    ['opens with all values', { ...FULL, refresh: 0, current: { value: '$__all' } }],
  ])('passes on a variable that %s', async (_, variable) => {
    expect((await judged(variable)).found.status).toBe('pass');
  });

  it.each([
    ['queries something else', { query: 'query_result(up)' }],
    ["queries another service's metric", { query: 'label_values(node_load1{job="x"}, instance)' }],
  ])('is skipped on a variable that %s', async (_, variable) => {
    expect((await judged(variable)).found.status).toBe('skip');
  });

  it('warns about a filter on a value that is not stored, with a diff to the only stored one', async () => {
    const { found, text } = await judged(EMPTY);
    expect(found).toMatchObject({ status: 'warn', affects: ['the panels that filter by $model'] });
    const changed = applyPatch(text, found.fix?.diff ?? '');
    expect(changed).toBe(text.replace('\\"gateway\\"', '\\"openclaw\\"'));
  });

  it.each([
    ['whose regular expression matches none', { ...FULL, regex: '/^huge$/' }, 'matches none of large, small'],
    ['that keeps an old value', { ...FULL, refresh: 0, current: { value: 'old' } }, 'it opens with old'],
  ])('warns about a variable %s', async (_, variable, why) => {
    const { found } = await judged(variable);
    expect(found.status).toBe('warn');
    expect(found.evidence[0]?.saw).toContain(why);
  });

  it('is skipped on a variable over a metric that has not arrived', async () => {
    expect((await judged(EMPTY, { arrived: false })).found.status).toBe('skip');
  });

  it("judges Grafana's copy when there is one", async () => {
    expect((await judged(EMPTY, { inGrafana: dashboardWith(FULL) })).found.status).toBe('pass');
    expect((await judged(FULL, { inGrafana: dashboardWith(EMPTY) })).found.status).toBe('warn');
  });
});
