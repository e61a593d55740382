import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import { unansweredGateway } from '../../../../test/support/exporting-gateway.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { storeNothingDropped } from './nothing-dropped.ts';

const victoriaMetrics = (counter: string) => ({
  '/api/v1/status/buildinfo': { body: { version: '2.24.0' } },
  '/flags': { body: '-httpListenAddr=":8428"\n' },
  '/metrics': { body: `vm_app_version{short_version="v1.140.0"} 1\n${counter}\n` },
});

const missing = arrived([metricResult('openclaw_tokens_total', { status: 'missing', series: 0 })]);
const there = arrived([metricResult('openclaw_tokens_total')]);

describe('store/nothing-dropped', () => {
  it.each([
    ['vm_hourly_series_limit_rows_dropped_total 12', 53],
    ['vm_rows_ignored_total{reason="small_timestamp"} 1.2e+06', 49],
    ['vm_rows_ignored_total{reason="big_timestamp"} 3', 50],
  ])('fails on %s when metrics are missing, and reports a note when none is', async (counter, mode) => {
    const backend = await recordedBackend(victoriaMetrics(counter));
    expect(await storeNothingDropped.runWith({ backend, arrival: missing })).toMatchObject({
      status: 'fail',
      modes: [mode],
    });
    expect(await storeNothingDropped.runWith({ backend, arrival: there })).toMatchObject({
      status: 'warn',
      severity: 'note',
    });
  });

  it('reports a note when no push was accepted, so that another sender lost the rows', async () => {
    const backend = await recordedBackend(victoriaMetrics('vm_hourly_series_limit_rows_dropped_total 12'));
    const gateway = unansweredGateway('ECONNREFUSED');
    expect(await storeNothingDropped.runWith({ backend, arrival: missing, gateway })).toMatchObject({
      severity: 'note',
    });
  });

  it('passes when nothing was dropped, and is skipped on a backend that rejects what it does not store', async () => {
    const calm = await recordedBackend(victoriaMetrics('vm_hourly_series_limit_rows_dropped_total 0'));
    expect((await storeNothingDropped.runWith({ backend: calm, arrival: missing })).status).toBe('pass');
    const prometheus = await recordedBackend(prometheusAnswers());
    expect((await storeNothingDropped.runWith({ backend: prometheus, arrival: missing })).status).toBe(
      'skip',
    );
  });

  it('is unknown where VictoriaMetrics shows no counter of dropped rows', async () => {
    const silent = await recordedBackend(victoriaMetrics(''));
    expect((await storeNothingDropped.runWith({ backend: silent, arrival: missing })).status).toBe('unknown');
  });
});
