import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { CATALOGUE } from '../../src/shared/catalog/index.ts';
import { WATCH_METRICS, WATCH_SERVICE } from '../../src/cli/watch/own-metrics.ts';
import { defaultContract } from '../../src/prove/contract/index.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { HttpSource, PrometheusApi, readReaders } from '../../src/prove/sources/index.ts';
import { queryOperandsNeverMatch } from '../../src/prove/checks/query/operands-never-match.ts';
import { push, type Pushed } from '../support/push.ts';
import { dashboardOf } from '../support/readers.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithServer } from '../harness/with-server.ts';

const FOLDER = fileURLToPath(new URL('../../deploy/components/monitoring', import.meta.url));
const MINUTE = 60_000;

/** Every metric of the catalogue with some data, growing. */
function everything(round: number): Pushed[] {
  return CATALOGUE.map(({ name, kind, attributes }) => ({
    name,
    attributes: Object.fromEntries(attributes.map((key) => [key, 'x'])),
    ...(kind === 'histogram'
      ? { counts: { bounds: [10, 1_000], counts: [round, round, 0] } }
      : { total: round }),
  }));
}

/** Metrics of the watch. */
function watchMetrics(round: number): Pushed[] {
  return WATCH_METRICS.map(({ name, unit, kind, attributes }) => ({
    name,
    unit,
    attributes: Object.fromEntries(attributes.map((key) => [key, key === 'verdict' ? 'broken' : 'x'])),
    ...(kind === 'counter' ? { total: round } : {}),
  }));
}

async function withData(backend: RunningBackend): Promise<void> {
  const now = Date.now();
  for (const round of [0, 1, 2]) {
    const at = now - (2 - round) * MINUTE;
    await push(backend.otlpMetricsUrl, everything(round), { service: 'openclaw', at });
    await push(backend.otlpMetricsUrl, watchMetrics(round), { service: WATCH_SERVICE, at });
  }
}

const MEETING = [
  'openclaw_tokens_total / ignoring (direction) group_left openclaw_cost_usd_total',
  'sum by (model) (openclaw_tokens_total) / sum by (model) (openclaw_cost_usd_total)',
  'openclaw_run_duration_ms_sum / openclaw_run_duration_ms_count',
  'openclaw_run_duration_ms_bucket / ignoring (le) group_left openclaw_run_duration_ms_count',
  'sum by (svc) (label_replace(openclaw_tokens_total, "svc", "$1", "job", "(.*)"))',
];
const APART = [
  'openclaw_tokens_total / openclaw_cost_usd_total',
  'sum(openclaw_tokens_total) / openclaw_cost_usd_total',
  'openclaw_run_duration_ms_bucket / openclaw_run_duration_ms_count',
  'openclaw_tokens_total and openclaw_cost_usd_total',
];

it('the linter reports exactly the operations for which the server returns nothing', () => {
  const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });
  const judged = async (query: string) =>
    (await queryOperandsNeverMatch.runWith({ readers: dashboardOf(query), contract })).status;
  return Promise.all([
    ...MEETING.map(async (query) => expect([query, await judged(query)]).toEqual([query, 'pass'])),
    ...APART.map(async (query) => expect([query, await judged(query)]).toEqual([query, 'warn'])),
  ]);
});

await describeWithServer('prometheus', 'the deployed dashboard and alerts', (server) => {
  it('work on a real Prometheus, and each panel shows data', async () => {
    const backend = await startBackend(server);
    const http = new HttpSource(backend.url, { timeoutMs: 5_000 });
    try {
      await withData(backend);
      const api = new PrometheusApi(http);
      const { queries } = readReaders([FOLDER]);
      const empty: string[] = [];
      for (const { where, expression } of queries) {
        const query = expression.replaceAll('$__rate_interval', '5m').replaceAll('$job', 'openclaw');
        const found = await api.vector(query, Date.now());
        if (where.startsWith('panel') && found.length === 0) empty.push(`${where}: ${query}`);
      }
      expect(queries.filter(({ where }) => where.startsWith('panel')).length).toBeGreaterThanOrEqual(18);
      expect(queries.filter(({ where }) => where.startsWith('alert')).length).toBeGreaterThan(3);
      expect(empty).toEqual([]);
      const linted = await throughline(['lint', FOLDER, '--backend', backend.url]);
      const other = join(FOLDER, 'kustomization.yaml');
      expect(linted).toMatchObject({
        code: 0,
        stderr: `throughline: left out, neither dashboard nor rules: ${other}\n`,
      });
      for (const query of MEETING)
        expect([query, (await api.vector(query, Date.now())).length > 0]).toEqual([query, true]);
      for (const query of APART) expect([query, await api.vector(query, Date.now())]).toEqual([query, []]);
    } finally {
      await http.close();
      await backend.stop();
    }
  });
});

it('the linter finds nothing in the dashboard and the alerts', async () => {
  const { code, stdout } = await throughline(['lint', FOLDER]);
  expect(stdout).not.toMatch(/[✗‼]/);
  expect(code).toBe(0);
});

it.each([
  [['lint', 'nowhere.json'], 'cannot read nowhere.json'],
  [['lint', fileURLToPath(new URL('../../package.json', import.meta.url))], 'no dashboard and no rule'],
])('the linter rejects %j in one line', async (args, words) => {
  const { code, stderr } = await throughline(args);
  expect(code).toBe(2);
  expect(stderr).toContain(words);
});
