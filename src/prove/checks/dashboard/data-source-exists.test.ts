import { applyPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import {
  dashboardAsking,
  GRAFANA,
  readersOf,
  recordedGrafana,
  showing,
} from '../../../../test/support/grafana.ts';
import { dashboardDataSourceExists } from './data-source-exists.ts';

async function shown(dashboard: unknown, file: unknown = dashboard) {
  const readers = readersOf(file);
  return dashboardDataSourceExists.runWith({
    readers,
    grafana: await recordedGrafana(showing(dashboard), readers.dashboards),
  });
}

const INPUTS = { __inputs: [{ name: 'DS_PROMETHEUS', type: 'datasource' }] };
const VARIABLE = { templating: { list: [{ name: 'source', type: 'datasource', query: 'prometheus' }] } };

describe('dashboard/data-source-exists', () => {
  it.each(['prom', 'Prometheus', '-- Mixed --', 'default'])('passes on %s', async (source) => {
    expect((await shown(dashboardAsking(source))).status).toBe('pass');
  });

  it.each(['${source}', '$source', '[[source]]'])(
    'passes on the variable %s of the dashboard',
    async (source) => {
      expect((await shown(dashboardAsking(source, VARIABLE))).status).toBe('pass');
    },
  );

  it('fails on a placeholder that only an import by hand replaces, with a diff that replaces it', async () => {
    const dashboard = dashboardAsking('${DS_PROMETHEUS}', INPUTS);
    const found = await shown(dashboard);
    expect(found).toMatchObject({ status: 'fail', fix: { kind: 'patch', file: 'gateway.json' } });
    const text = readersOf(dashboard).files.get('gateway.json') ?? '';
    expect(applyPatch(text, found.fix?.diff ?? '')).toBe(text.replace('${DS_PROMETHEUS}', 'prom'));
  });

  it('fails on a uid that no data source has, and lists the existing ones', async () => {
    const found = await shown(dashboardAsking('of-another'));
    expect(found.status).toBe('fail');
    expect(found.evidence.at(-1)?.saw).toBe('Prometheus (prometheus): uid prom');
  });

  it("judges Grafana's copy of a dashboard, not the file that it was imported from", async () => {
    const file = dashboardAsking('${DS_PROMETHEUS}', INPUTS);
    expect((await shown(dashboardAsking('prom'), file)).status).toBe('pass');
  });

  it('warns about an exported file without Grafana, and fails when no import replaces the name', async () => {
    const ofFile = (dashboard: unknown) =>
      dashboardDataSourceExists.runWith({ readers: readersOf(dashboard) });
    expect((await ofFile(dashboardAsking('${DS_PROMETHEUS}', INPUTS))).status).toBe('warn');
    expect((await ofFile(dashboardAsking('${DS_PROMETHEUS}'))).status).toBe('fail');
  });

  it('passes on a file that fits any Grafana, and is unknown for one that names a uid', async () => {
    const ofFile = (dashboard: unknown) =>
      dashboardDataSourceExists.runWith({ readers: readersOf(dashboard) });
    expect((await ofFile(dashboardAsking('${source}', VARIABLE))).status).toBe('pass');
    expect((await ofFile(dashboardAsking('any-uid'))).status).toBe('unknown');
  });

  it('is unknown when the data sources may not be read', async () => {
    const readers = readersOf(dashboardAsking('prom'));
    const answers = { ...showing(dashboardAsking('prom')), '/api/datasources': { status: 403, body: '' } };
    const grafana = await recordedGrafana(answers, readers.dashboards);
    expect((await dashboardDataSourceExists.runWith({ readers, grafana })).status).toBe('unknown');
  });

  it('is unknown for an existing data source that the list leaves out', async () => {
    const dashboard = dashboardAsking('hidden');
    const hidden = { body: { uid: 'hidden', name: 'Hidden' } };
    const closed = { status: 403, body: { message: 'no access' } };
    for (const answer of [hidden, closed]) {
      const answers = { ...showing(dashboard), '/api/datasources/uid/hidden': answer };
      const grafana = await recordedGrafana(answers, readersOf(dashboard).dashboards);
      expect((await dashboardDataSourceExists.runWith({ grafana })).status).toBe('unknown');
    }
  });

  it('finds dashboards by the name of the service when none were given', async () => {
    const dashboard = dashboardAsking('${DS_PROMETHEUS}');
    const search = { body: [{ uid: 'gateway', title: 'openclaw gateway', type: 'dash-db' }] };
    const grafana = await recordedGrafana({ ...GRAFANA, ...showing(dashboard), '/api/search': search });
    expect((await dashboardDataSourceExists.runWith({ grafana })).status).toBe('fail');
  });
});
