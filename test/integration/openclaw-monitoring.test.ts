import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtInContract, type ContractMetric } from '../../src/prove/contract/index.ts';
import { HttpSource, PrometheusApi, readReaders } from '../../src/prove/sources/index.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithServer } from '../harness/with-server.ts';
import { push, type Pushed } from '../support/push.ts';

/** Contracts of what is pushed; the names of a scrape are others. */
const PUSHED = ['openclaw/2026.2', 'openclaw/2026.9'] as const;

const MINUTE = 60_000;
const STRATEGIES = ['UnderscoreEscapingWithSuffixes', 'NoTranslation'] as const;

const folder = mkdtempSync(join(tmpdir(), 'openclaw-monitoring-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes dashboard and alerts for a contract, and returns the folder with both. */
async function written(contract: string, strategy: string): Promise<string> {
  const into = mkdtempSync(join(folder, 'made-'));
  for (const [command, file] of [
    ['dashboard', 'dashboard.json'],
    ['alerts', 'rules.yaml'],
  ] as const) {
    const args = ['contract', command, contract, '--strategy', strategy, '-o', join(into, file)];
    // oxlint-disable-next-line no-await-in-loop -- two short commands
    expect(await throughline(args)).toMatchObject({ code: 0, stdout: '' });
  }
  return into;
}

/** One sample of a metric with all of its attributes, growing with each round. */
function sampleOf(
  { otlp = '', kind, unit, attributes, optionalAttributes = [], values }: ContractMetric,
  round: number,
): Pushed {
  const valueOf = (key: string): string => {
    const known = values?.[key];
    return typeof known === 'object' ? (known[0] ?? 'x') : 'x';
  };
  const keys = [...attributes, ...optionalAttributes];
  return {
    name: otlp,
    unit,
    attributes: Object.fromEntries(keys.map((key) => [key, valueOf(key)])),
    ...(kind === 'histogram'
      ? { counts: { bounds: [10, 1_000], counts: [round, round, 0] } }
      : { total: round * 1_000 * 60 }),
  };
}

async function pushAll(backend: RunningBackend, contract: (typeof PUSHED)[number]): Promise<void> {
  const { metrics } = builtInContract(contract);
  const now = Date.now();
  for (const round of [0, 1, 2]) {
    const all = metrics.map((metric) => sampleOf(metric, round));
    // oxlint-disable-next-line no-await-in-loop -- samples of a series have to arrive in the order of their times
    await push(backend.otlpMetricsUrl, all, { service: 'openclaw', at: now - (2 - round) * MINUTE });
  }
}

describe.each(PUSHED)('dashboard and alerts for %s', (contract) => {
  it.each(STRATEGIES)('have no finding of the linter with the strategy %s', async (strategy) => {
    const made = await written(contract, strategy);
    const linted = await throughline(['lint', made, '--contract', contract, '--strategy', strategy]);
    expect(linted.stdout).not.toMatch(/[✗‼]/);
    expect(linted.code).toBe(0);
  });

  it('ask for the names, labels and units that this release sends', async () => {
    const made = await written(contract, 'UnderscoreEscapingWithSuffixes');
    const text = readFileSync(join(made, 'dashboard.json'), 'utf8');
    expect(text).toContain('rate(openclaw_tokens_total{job=\\"$job\\", openclaw_token!~\\"prompt|total\\"}');
    expect(text).toContain('openclaw_queue_wait_ms_milliseconds_sum');
    // Its buckets end at ten seconds.
    expect(text).not.toContain('openclaw_queue_wait_ms_milliseconds_bucket');
    expect(text.includes('openclaw_run_duration_ms_milliseconds_bucket')).toBe(
      contract === 'openclaw/2026.9',
    );
  });
});

await describeWithServer('prometheus', 'dashboards for a real OpenClaw', (server) => {
  it.each(PUSHED)('show data in each panel on a real Prometheus: %s', async (contract) => {
    const backend = await startBackend(server);
    const http = new HttpSource(backend.url, { timeoutMs: 5_000 });
    try {
      await pushAll(backend, contract);
      const made = await written(contract, 'UnderscoreEscapingWithSuffixes');
      const api = new PrometheusApi(http);
      const { queries } = readReaders([made]);
      const panels = queries.filter(({ where }) => where.startsWith('panel'));
      expect(panels.length).toBeGreaterThanOrEqual(builtInContract(contract).metrics.length);
      const empty: string[] = [];
      for (const { where, expression } of queries) {
        const query = expression.replaceAll('$__rate_interval', '5m').replaceAll('$job', 'openclaw');
        // oxlint-disable-next-line no-await-in-loop -- a failing query is named with its panel
        const found = await api.vector(query, Date.now());
        if (where.startsWith('panel') && found.length === 0) empty.push(`${where}: ${query}`);
      }
      expect(empty).toEqual([]);
    } finally {
      await http.close();
      await backend.stop();
    }
  });
});
