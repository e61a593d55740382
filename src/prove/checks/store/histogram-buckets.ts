import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { namesOf } from '../../evidence/metric-list.ts';

/** Histograms are stored with their buckets. */
export const storeHistogramBuckets = defineCheck({
  id: 'TL606',
  link: 'store',
  title: 'Histograms have their buckets',
  proves: 'each expected histogram is stored as _bucket, _count and _sum, as its readers ask for it',
  explain:
    'A native histogram is one series under the bare name: exponential histograms always, explicit buckets where the ' +
    'server converts them (convert_histograms_to_nhcb). There is no _bucket, _count or _sum then, and what asks for ' +
    'them finds nothing. Ask natively (histogram_quantile(0.9, rate(x[5m])), histogram_count(x)), or store them classic.',
  severity: 'error',
  modes: [52],
  needs: [arrival, 'backend'],
  dependsOn: ['TL501'],
  run: async ({ arrival, backend }) => {
    const identity = await backend.identity();
    if (!identity.ok) return unknown(identity.error);
    const { metrics } = arrival;
    const histograms = metrics.filter(({ type }) => type === 'histogram');
    const native = histograms.filter(({ prometheus, found }) => found.includes(prometheus));
    if (native.length === 0) return pass(`${histograms.length} histograms, none of them native`);
    const { settings } = identity.value.backend;
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
      `${native.length} histograms are stored natively, without _bucket: ${namesOf(native)}`,
      evidence,
      {
        affects: native.map(({ prometheus }) => `${prometheus}_bucket`),
        fix: {
          kind: 'manual',
          text: converts
            ? 'take convert_histograms_to_nhcb out of the otlp: section, or ask natively'
            : 'record explicit buckets instead of exponential ones, or ask natively: histogram_quantile(0.9, rate(x[5m]))',
        },
      },
    );
  },
});
