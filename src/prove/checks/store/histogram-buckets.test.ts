import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { storeHistogramBuckets } from './histogram-buckets.ts';

const name = 'openclaw_run_duration_ms';
const classic = metricResult(name, { type: 'histogram' });
const native = metricResult(name, { type: 'histogram', status: 'misnamed', found: [name] });

describe('store/histogram-buckets', () => {
  it('passes on classic histograms', async () => {
    const backend = await recordedBackend(prometheusAnswers());
    expect((await storeHistogramBuckets.runWith({ backend, arrival: arrived([classic]) })).status).toBe(
      'pass',
    );
  });

  it('fails on native histograms, and names the setting that converts them', async () => {
    const config = 'otlp:\n  convert_histograms_to_nhcb: true\n';
    for (const [given, fix] of [
      ['', 'record explicit buckets'],
      [config, 'remove convert_histograms_to_nhcb'],
    ] as const) {
      const backend = await recordedBackend(prometheusAnswers({ config: given }));
      const outcome = await storeHistogramBuckets.runWith({ backend, arrival: arrived([native]) });
      expect(outcome).toMatchObject({ status: 'fail', affects: [`${name}_bucket`] });
      expect(outcome.fix?.text).toContain(fix);
    }
  });

  it('is unknown where no histogram is stored, and skipped where the contract has none', async () => {
    const backend = await recordedBackend(prometheusAnswers());
    const absent = metricResult(name, { type: 'histogram', status: 'missing', series: 0 });
    expect((await storeHistogramBuckets.runWith({ backend, arrival: arrived([absent]) })).status).toBe(
      'unknown',
    );
    const counter = metricResult('openclaw_tokens_total');
    expect((await storeHistogramBuckets.runWith({ backend, arrival: arrived([counter]) })).status).toBe(
      'skip',
    );
  });
});
