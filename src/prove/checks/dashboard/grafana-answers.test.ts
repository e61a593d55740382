import { describe, expect, it } from 'vitest';
import { GRAFANA, recordedGrafana } from '../../../../test/support/grafana.ts';
import type { RecordedAnswers } from '../../../../test/support/recorded-backend.ts';
import { dashboardGrafanaAnswers } from './grafana-answers.ts';

const judged = async (answers: RecordedAnswers) =>
  dashboardGrafanaAnswers.runWith({ grafana: await recordedGrafana(answers) });

describe('TL901', () => {
  it('passes where Grafana tells its data sources', async () => {
    expect(await judged(GRAFANA)).toMatchObject({
      status: 'pass',
      message: 'Grafana 12.0.2 has 1 data sources',
    });
  });

  it('fails where its database is gone', async () => {
    const failing = { status: 503, body: { database: 'failing', version: '12.0.2' } };
    expect((await judged({ ...GRAFANA, '/api/health': failing })).status).toBe('fail');
  });

  it.each([401, 403])('is unknown where it is answered %i, and says which token to give', async (status) => {
    const refused = { status, body: { message: 'Unauthorized' } };
    const found = await judged({ ...GRAFANA, '/api/datasources': refused });
    expect(found.status).toBe('unknown');
    expect(found.message).toContain('THROUGHLINE_GRAFANA_TOKEN');
  });

  it('is unknown where something else answers', async () => {
    expect((await judged({})).status).toBe('unknown');
  });
});
