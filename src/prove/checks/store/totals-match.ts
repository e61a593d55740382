import { counted } from '../../../shared/text/count.ts';
import { sameValue } from '../../evidence/arrival/reconcile.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { ledger } from '../../evidence/ledger.ts';
import { namesOf } from '../../evidence/metric-list.ts';

/** The stored totals equal the recorded totals. */
export const storeTotalsMatch = defineCheck({
  id: 'TL603',
  link: 'store',
  title: 'Stored equals recorded',
  proves:
    "as of the last accepted push, the backend's totals are those of the gateway's ledger, metric by metric",
  explain:
    'The ledger counts what was recorded, and keeps the totals of the last accepted push. The backend is queried for the ' +
    'same moment. If less is stored than was recorded, points were dropped on the way. If more is stored, two gateways ' +
    'write the same series; give each a separate service.instance.id.',
  severity: 'warning',
  modes: [23, 48, 72],
  needs: [arrival, ledger, 'backend'],
  dependsOn: ['TL201', 'TL301', 'TL501'],
  run: ({ arrival, ledger, backend }) => {
    const { metrics, reconciliation } = arrival;
    if (!reconciliation) return unknown('the gateway has no accepted push to compare with');
    const different = metrics.filter(
      ({ recorded, stored }) => recorded !== null && stored !== null && !sameValue(stored, recorded),
    );
    const evidence: Judged = [
      { source: ledger.source, saw: `${reconciliation.recorded} data events acknowledged` },
      { source: backend.url, saw: `${reconciliation.stored} of them stored` },
      ...different.slice(0, 5).map(({ prometheus, recorded, stored }) => ({
        source: backend.url,
        saw: `${prometheus}: ${recorded} recorded, ${stored} stored`,
      })),
    ];
    if (different.length === 0 && reconciliation.recorded === 0)
      return unknown('no data event was acknowledged yet', evidence);
    if (different.length === 0)
      return pass(`${reconciliation.recorded} data events recorded, the same number stored`, evidence);
    return warn(
      `${counted(different.length, 'metric has another total than was', 'metrics have other totals than were')} recorded: ${namesOf(different)}`,
      evidence,
      {
        fix: {
          kind: 'manual',
          text: 'look for dropped points (partial success, relabelling) or a second gateway with the same service.instance.id',
        },
      },
    );
  },
});
