import { type Dashboard, readDashboard, type Readers } from '../../src/prove/sources/index.ts';
import { createGrafanaView, type GrafanaView } from '../../src/prove/views/grafana.ts';
import { type RecordedAnswers, recordedServer } from './recorded-backend.ts';

const SOURCE = { name: 'Prometheus', type: 'prometheus', url: 'http://prometheus:9090', isDefault: true };

/** What Grafana 12 answers by its documented API, which its server cannot be had for: one Prometheus, uid `prom`. */
export const GRAFANA: RecordedAnswers = {
  '/api/health': { body: { commit: 'df5de8219b', database: 'ok', version: '12.0.2' } },
  '/api/datasources': { body: [{ uid: 'prom', ...SOURCE }] },
  '/api/search': { body: [] },
};

/** A Grafana that answers so, asked for the dashboards of files. */
export async function recordedGrafana(
  answers: RecordedAnswers,
  wanted: readonly Dashboard[] = [],
): Promise<GrafanaView> {
  return createGrafanaView(await recordedServer(answers, 404, (body) => body), wanted, 'openclaw');
}

/** A dashboard with one panel, as JSON. */
export function dashboardAsking(source: string, more: Readonly<Record<string, unknown>> = {}) {
  const datasource = { type: 'prometheus', uid: source };
  const panels = [{ title: 'tokens', datasource, targets: [{ expr: 'openclaw_tokens_total' }] }];
  return { uid: 'gateway', title: 'Gateway', panels, ...more };
}

/** What `--dashboards gateway.json` reads of it. */
export function readersOf(dashboard: unknown): Readers {
  const text = `${JSON.stringify(dashboard, null, 2)}\n`;
  const read = readDashboard('gateway.json', dashboard, text);
  const dashboards = read ? [read] : [];
  return {
    queries: read?.queries ?? [],
    dashboards,
    files: new Map([['gateway.json', text]]),
    others: [],
    unread: [],
  };
}

/** Answers of a Grafana that shows this dashboard. */
export function showing(dashboard: unknown): RecordedAnswers {
  return { ...GRAFANA, '/api/dashboards/uid/gateway': { body: { meta: { provisioned: true }, dashboard } } };
}
