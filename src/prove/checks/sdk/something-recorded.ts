import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, warn } from '../../engine/outcome.ts';
import { ledger } from '../../evidence/ledger.ts';

/** The recorder has recorded something. */
export const sdkSomethingRecorded = defineCheck({
  id: 'TL303',
  link: 'sdk',
  title: 'Something was recorded',
  proves: 'diagnostic events reach the recorder, so that there is something to send',
  explain:
    'A metric has no series before its first event. A gateway that has done no work looks like a broken one; its ' +
    'ledger shows the difference. Send a message through the gateway and check again.',
  severity: 'note',
  modes: [17],
  onlyPushed: true,
  needs: [ledger],
  dependsOn: ['TL301'],
  run: ({ ledger: { metrics, source } }) => {
    const moved = metrics.filter(({ live }) => live.events > 0).length;
    const events = metrics.reduce((sum, { live }) => sum + live.events, 0);
    const evidence: Judged = [
      { source, saw: `${counted(events, 'data event')} in ${moved} of ${metrics.length} metrics` },
    ];
    if (events > 0) return pass(`${counted(events, 'data event')} in ${counted(moved, 'metric')}`, evidence);
    return warn('nothing was recorded yet: the gateway is idle', evidence, {
      severity: 'note',
      fix: { kind: 'manual', text: 'send a message through the gateway, then check again' },
    });
  },
});
