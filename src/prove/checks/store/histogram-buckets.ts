import { counted } from '../../../shared/text/count.ts';
import type { MetricResult } from '../../../shared/protocol/report.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, judged, pass, skip, unknown } from '../../engine/outcome.ts';
import { namesOf } from '../../evidence/metric-list.ts';

/** Histograms are stored with their buckets. */
export const storeHistogramBuckets = defineCheck({
  id: 'TL606',
  link: 'store',
  title: 'Histograms have their buckets',
  proves: 'each expected histogram is stored as _bucket, _count and _sum, which its queries use',
  explain:
    'A native histogram is one series under the name without a suffix: exponential histograms always, explicit buckets ' +
    'where the server converts them (convert_histograms_to_nhcb). It has no _bucket, _count or _sum, so queries for them ' +
    'find nothing. Use native queries (histogram_quantile(0.9, rate(x[5m])), histogram_count(x)), or store classic ' +
    'histograms.',
  severity: 'error',
  modes: [52],
  needs: [arrival, backendIdentity, 'backend'],
  dependsOn: ['TL501'],
  run: ({ arrival, backendIdentity, backend }) => {
    const histograms = arrival.metrics.filter(({ type }) => type === 'histogram');
    const native = histograms.filter(({ prometheus, found }) => found.includes(prometheus));
    if (histograms.length === 0) return skip('the contract has no histogram');
    if (native.length === 0) {
      const stored = histograms.filter(({ series }) => series > 0);
      const seen = judged(stored.map((metric) => ({ source: backend.url, saw: bucketsText(metric) })));
      if (!seen) return unknown('no histogram of the contract is stored');
      const rest = histograms.length - stored.length;
      return pass(
        `${counted(stored.length, 'histogram')}, none of them native${rest > 0 ? `; ${rest} not stored, so not judged` : ''}`,
        seen,
      );
    }
    const { settings } = backendIdentity.backend;
    const converts = 'convertHistogramsToNhcb' in settings && settings.convertHistogramsToNhcb;
    const evidence = [
      ...native
        .slice(0, 3)
        .map(({ prometheus, why }) => ({ source: backend.url, saw: `${prometheus}: ${why}` })),
      ...(converts
        ? [{ source: `${backend.url}/api/v1/status/config`, saw: 'otlp.convert_histograms_to_nhcb: true' }]
        : []),
    ];
    return fail(
      `${counted(native.length, 'histogram is', 'histograms are')} stored natively, without _bucket: ${namesOf(native)}`,
      evidence,
      {
        affects: native.map(({ prometheus }) => `${prometheus}_bucket`),
        fix: {
          kind: 'manual',
          text: converts
            ? 'remove convert_histograms_to_nhcb from the otlp: section, or use native queries'
            : 'record explicit buckets instead of exponential ones, or use native queries: histogram_quantile(0.9, rate(x[5m]))',
        },
      },
    );
  },
});

function bucketsText({ prometheus, series }: MetricResult): string {
  return `${prometheus}_count: ${series} series`;
}
