import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import { GRAFANA, recordedGrafana } from '../../../../test/support/grafana.ts';
import {
  prometheusAnswers,
  type RecordedAnswers,
  recordedBackend,
} from '../../../../test/support/recorded-backend.ts';
import { defaultContract } from '../../contract/index.ts';
import { dashboardDataSourceIsBackend } from './data-source-is-backend.ts';

const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });

const VECTOR = {
  resultType: 'vector',
  result: [{ metric: { job: 'openclaw', instance: 'gateway-0' }, value: [1_000, '18'] }],
};

const frames = (...instances: string[]) => ({
  results: {
    A: {
      status: 200,
      frames: instances.map((instance) => ({
        schema: {
          refId: 'A',
          fields: [
            { name: 'Time', type: 'time' },
            { name: 'Value', type: 'number', labels: { job: 'openclaw', instance } },
          ],
        },
        data: { values: [[1_000_000], [18]] },
      })),
    },
  },
});

async function judged(answers: RecordedAnswers, instances = ['gateway-0']) {
  const backend = await recordedBackend(prometheusAnswers({}));
  const grafana = await recordedGrafana({ ...GRAFANA, ...answers });
  const arrival = arrived([metricResult('openclaw_tokens_total')], instances);
  return dashboardDataSourceIsBackend.runWith({ grafana, backend, contract, arrival });
}

describe('dashboard/data-source-is-backend', () => {
  it('passes when the data source returns the same instance', async () => {
    expect((await judged({ '/api/ds/query': { body: frames('gateway-0', 'gateway-1') } })).status).toBe(
      'pass',
    );
  });

  it('fails when the data source returns nothing, and shows both results', async () => {
    const empty = { schema: { refId: 'A', fields: [] }, data: { values: [] } };
    const found = await judged({ '/api/ds/query': { body: { results: { A: { frames: [empty] } } } } });
    expect(found.status).toBe('fail');
    expect(found.evidence.map(({ saw }) => saw)).toEqual([
      '1 metric of {job="openclaw"}, of gateway-0',
      expect.stringMatching(/^count by .*openclaw_tokens_total.*: nothing$/),
    ]);
    expect(found.fix?.text).toContain('now http://prometheus:9090');
  });

  it('fails when the data source has other instances only', async () => {
    expect((await judged({ '/api/ds/query': { body: frames('gateway-of-staging') } })).status).toBe('fail');
  });

  it('queries through the data source proxy when Grafana lacks the query route', async () => {
    const proxied = { body: { status: 'success', data: VECTOR } };
    const found = await judged({ '/api/datasources/proxy/uid/prom/api/v1/query': proxied });
    expect(found.status).toBe('pass');
  });

  it.each([
    ['the data source does not respond', { '/api/ds/query': { status: 502, body: 'Bad Gateway' } }],
    ['the query is forbidden', { '/api/ds/query': { status: 403, body: { message: 'no permission' } } }],
    ['Grafana has no Prometheus', { '/api/datasources': { body: [] } }],
  ])('is unknown when %s', async (_, answers) => {
    expect((await judged(answers)).status).toBe('unknown');
  });

  it('accepts any series when one side has no instance', async () => {
    expect((await judged({ '/api/ds/query': { body: frames('gateway-0') } }, [])).status).toBe('pass');
    expect((await judged({ '/api/ds/query': { body: frames('') } })).status).toBe('pass');
  });

  it('is unknown when the backend has nothing to compare by', async () => {
    const backend = await recordedBackend(prometheusAnswers({}));
    const grafana = await recordedGrafana(GRAFANA);
    const arrival = arrived([metricResult('openclaw_tokens_total', { status: 'missing' })]);
    expect((await dashboardDataSourceIsBackend.runWith({ grafana, backend, contract, arrival })).status).toBe(
      'unknown',
    );
  });
});
