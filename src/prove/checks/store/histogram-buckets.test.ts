import { describe, expect, it } from 'vitest';
import { arrived, metricResult } from '../../../../test/support/arrived.ts';
import { prometheusAnswers, recordedBackend } from '../../../../test/support/recorded-backend.ts';
import { storeHistogramBuckets } from './histogram-buckets.ts';

const name = 'openclaw_run_duration_ms';
const classic = metricResult(name, { type: 'histogram' });
const native = metricResult(name, { type: 'histogram', status: 'misnamed', found: [name] });

describe('TL606', () => {
  it('passes on classic histograms', async () => {
    const backend = await recordedBackend(prometheusAnswers());
    expect((await storeHistogramBuckets.runWith({ backend, arrival: arrived([classic]) })).status).toBe(
      'pass',
    );
  });

  it('names native ones, and the setting that makes them so', async () => {
    const config = 'otlp:\n  convert_histograms_to_nhcb: true\n';
    for (const [given, fix] of [
      ['', 'record explicit buckets'],
      [config, 'take convert_histograms_to_nhcb out'],
    ] as const) {
      const backend = await recordedBackend(prometheusAnswers({ config: given }));
      const outcome = await storeHistogramBuckets.runWith({ backend, arrival: arrived([native]) });
      expect(outcome).toMatchObject({ status: 'fail', affects: [`${name}_bucket`] });
      expect(outcome.fix?.text).toContain(fix);
    }
  });
});
