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
});
