import type { MetricResult } from '../../../shared/protocol/report.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, skip, warn } from '../../engine/outcome.ts';
import { namesOf } from '../../evidence/metric-list.ts';
import { notStored } from '../../evidence/arrival/stored-metrics.ts';
import { shapesOf } from '../../evidence/result-shapes.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

/** Each metric of the contract is stored. */
export const storeMetricsStored = defineCheck({
  id: 'TL602',
  link: 'store',
  title: 'Expected metrics are stored',
  proves: 'the backend stores a recent sample of each metric that the contract expects',
  explain:
    'Each metric of the contract is queried by its stored name and job. It may never have been stored, no longer be ' +
    'stored, or be stored under another name. This check shows that a metric is missing, not why; the checks of the ' +
    'links before it show the cause.',
  severity: 'error',
  modes: [46, 47, 61],
  needs: [arrival, 'backend'],
  uses: [serverDefects, 'contract'],
  dependsOn: ['TL501'],
  symptom: true,
  run: ({ arrival, backend, serverDefects, contract }) => {
    const { metrics, otherJobs, identity } = arrival;
    if (metrics.length === 0) return skip('the contract has no metric');
    const gone = notStored(arrival);
    const there = metrics.filter(
      ({ status }) => status === 'arrived' || status === 'misnamed' || status === 'mislabelled',
    );
    const selector = Object.entries(identity)
      .map(([key, value]) => `${key}="${value}"`)
      .join(', ');
    const evidence: Judged = [
      {
        source: backend.url,
        saw: `${there.length} of ${metrics.length} metrics have samples with {${selector}}`,
      },
      ...gone
        .slice(0, 5)
        .map(({ prometheus, why }) => ({ source: backend.url, saw: `${prometheus}: ${why}` })),
      ...(otherJobs.length > 0
        ? [{ source: backend.url, saw: `these names are stored under other jobs: ${otherJobs.join(', ')}` }]
        : []),
    ];
    if (gone.length === 0) {
      const idle = metrics.filter(({ status }) => status === 'idle').length;
      return pass(`${there.length} of ${metrics.length} stored${idle > 0 ? `, ${idle} idle` : ''}`, evidence);
    }
    const message = `${gone.length} of ${metrics.length} metrics ${absenceOf(gone)}: ${namesOf(gone)}`;
    const affects = gone.map(({ prometheus }) => prometheus);
    const outcome =
      there.length > 0 ? warn(message, evidence, { affects }) : fail(message, evidence, { affects });
    return withDefects(outcome, serverDefects, { metrics: shapesOf(gone, contract) });
  },
});

/** Not there, or ended: and since when. */
function absenceOf(gone: readonly MetricResult[]): string {
  const ended = gone.filter(({ status }) => status === 'stale');
  const newest = ended
    .flatMap(({ newestSample }) => newestSample ?? [])
    .toSorted()
    .at(-1);
  const since = newest === undefined ? '' : `, with no sample since ${newest}`;
  if (ended.length === 0) return 'are not stored';
  return ended.length === gone.length
    ? `are no longer stored${since}`
    : `are not stored, ${ended.length} of them no longer${since}`;
}
