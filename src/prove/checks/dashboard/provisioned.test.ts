import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import { afterAll, describe, expect, it } from 'vitest';
import {
  dashboardAsking,
  GRAFANA,
  readersOf,
  recordedGrafana,
  showing,
} from '../../../../test/support/grafana.ts';
import { type ManifestSet, readManifests } from '../../sources/index.ts';
import { dashboardProvisioned } from './provisioned.ts';

const folder = mkdtempSync(join(tmpdir(), 'dashboards-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const DASHBOARD = dashboardAsking('prom');
const LABEL = '  labels:\n    grafana_dashboard: "1"\n';
const map = (labels: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: board\n${labels}data:\n  board.json: '${JSON.stringify(DASHBOARD)}'\n`;
const grafanaWith = (env: string, volumes: string): string =>
  `---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: grafana\nspec:\n  template:\n    spec:\n      containers:\n      - name: grafana\n        env: ${env}\n      volumes: ${volumes}\n`;
const SIDECAR = grafanaWith('[{ name: LABEL, value: grafana_dashboard }]', '[]');

function manifests(text: string): ManifestSet {
  const path = join(folder, 'all.yaml');
  writeFileSync(path, text);
  return readManifests([path]);
}

const ofManifests = (text: string) => dashboardProvisioned.runWith({ manifests: manifests(text) });

describe('dashboard/provisioned', () => {
  it('passes on a dashboard that Grafana has, by its uid or by its title', async () => {
    const readers = readersOf(DASHBOARD);
    const byUid = await recordedGrafana(showing(DASHBOARD), readers.dashboards);
    expect((await dashboardProvisioned.runWith({ readers, grafana: byUid })).status).toBe('pass');
    const search = { body: [{ uid: 'other', title: 'Gateway' }] };
    const answers = {
      ...GRAFANA,
      '/api/search': search,
      '/api/dashboards/uid/other': { body: { dashboard: DASHBOARD } },
    };
    const byTitle = await recordedGrafana(answers, readers.dashboards);
    expect((await dashboardProvisioned.runWith({ readers, grafana: byTitle })).status).toBe('pass');
  });

  it('fails on a dashboard that Grafana lacks, and offers the label for its ConfigMap', async () => {
    const readers = readersOf(DASHBOARD);
    const grafana = await recordedGrafana(GRAFANA, readers.dashboards);
    const found = await dashboardProvisioned.runWith({ readers, grafana, manifests: manifests(map('')) });
    expect(found).toMatchObject({ status: 'fail', fix: { kind: 'patch' } });
    const before = readFileSync(join(folder, 'all.yaml'), 'utf8');
    const after = applyPatch(before, found.fix?.diff ?? '');
    expect(after).toBe(map(LABEL));
  });

  it('is unknown for a dashboard without a uid, and for one that the credentials may not read', async () => {
    const { uid: _, ...anonymous } = DASHBOARD;
    const readers = readersOf(anonymous);
    const grafana = await recordedGrafana(GRAFANA, readers.dashboards);
    expect((await dashboardProvisioned.runWith({ readers, grafana })).status).toBe('unknown');
    const named = readersOf(DASHBOARD);
    const forbidden = { ...GRAFANA, '/api/dashboards/uid/gateway': { status: 403, body: '' } };
    const closed = await recordedGrafana(forbidden, named.dashboards);
    expect((await dashboardProvisioned.runWith({ readers: named, grafana: closed })).status).toBe('unknown');
  });

  it("passes on a ConfigMap with the sidecar's label, and on one that Grafana mounts", async () => {
    expect((await ofManifests(map(LABEL) + SIDECAR)).status).toBe('pass');
    const mounting = grafanaWith('[]', '[{ name: boards, configMap: { name: board } }]');
    expect((await ofManifests(map('') + mounting)).status).toBe('pass');
  });

  it('warns about a ConfigMap without the label, and does not judge it when the manifests do not include Grafana', async () => {
    expect(await ofManifests(map('') + SIDECAR)).toMatchObject({ status: 'warn', severity: 'warning' });
    expect(await ofManifests(map(''))).toMatchObject({ status: 'unknown' });
  });
});
