import { describe, expect, it } from 'vitest';
import { GRAFANA, recordedGrafana } from '../../../../test/support/grafana.ts';
import type { RecordedAnswers } from '../../../../test/support/recorded-backend.ts';
import { dashboardGrafanaResponds } from './grafana-responds.ts';

const judged = async (answers: RecordedAnswers) =>
  dashboardGrafanaResponds.runWith({ grafana: await recordedGrafana(answers) });

describe('dashboard/grafana-responds', () => {
  it('passes when Grafana lists its data sources', async () => {
    expect(await judged(GRAFANA)).toMatchObject({
      status: 'pass',
      message: 'Grafana 12.0.2 has 1 data source',
    });
  });

  it('fails when its database does not work', async () => {
    const failing = { status: 503, body: { database: 'failing', version: '12.0.2' } };
    expect((await judged({ ...GRAFANA, '/api/health': failing })).status).toBe('fail');
  });

  it.each([401, 403])('is unknown on status %i, and says which token to give', async (status) => {
    const refused = { status, body: { message: 'Unauthorized' } };
    const found = await judged({ ...GRAFANA, '/api/datasources': refused });
    expect(found.status).toBe('unknown');
    expect(found.message).toContain('THROUGHLINE_GRAFANA_TOKEN');
  });

  it('is unknown when another server responds', async () => {
    expect((await judged({})).status).toBe('unknown');
  });
});
