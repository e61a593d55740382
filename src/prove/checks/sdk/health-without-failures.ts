import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { judged, type Judged, pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { staleAfterMs } from '../../evidence/arrival/judge.ts';

/** The stored health of the exporter shows no rejected data points. */
export const sdkHealthWithoutFailures = defineCheck({
  id: 'TL360',
  link: 'sdk',
  title: 'Stored health shows no failed push',
  proves:
    'by the health that the exporter has pushed, no data point of its pushes failed within the last ten flush intervals',
  explain:
    'The exporter counts the data points of its pushes in otel.sdk.exporter.metric_data_point.exported, those that failed with ' +
    'error.type: the status of the response, timeout, or the code of the error. What failed is seen once a later push was ' +
    'accepted. Cumulative metrics lose nothing by it; with error.type "rejected" the receiver left out a part of a push that it ' +
    'accepted, which it may do each time.',
  severity: 'note',
  modes: [19, 20, 23],
  onlyPushed: true,
  needs: [arrival, 'backend', 'contract'],
  dependsOn: ['TL501'],
  run: ({ arrival: { at, health }, backend, contract }) => {
    if (!health) return skip("the backend has no recent sample of an exporter's own health");
    const { prometheus, failed, series } = health;
    const seen = judged(
      failed.map(({ error, points }) => ({
        source: backend.url,
        saw: `${prometheus}: ${counted(points, 'data point')} failed with ${error}`,
      })),
    );
    if (!seen) {
      const evidence: Judged = [
        {
          source: backend.url,
          saw: `${prometheus}: ${counted(series.length, 'series', 'series')}, none failed`,
        },
      ];
      // What failed since is stored with the next push that is accepted.
      if (health.newest < at - staleAfterMs(contract.flushIntervalMs)) {
        const last = new Date(health.newest).toISOString();
        return unknown(`no health is stored since ${last}: pushes after it may fail`, evidence);
      }
      return pass('no data point failed lately', evidence);
    }
    const isPartial = failed.some(({ error }) => error === 'rejected');
    const names = failed.map(({ error, points }) => `${points} with ${error}`).join(', ');
    return warn(`data points of pushes failed lately: ${names}`, seen, {
      severity: 'note',
      modes: isPartial ? [23] : [19, 20],
      fix: {
        kind: 'manual',
        text: isPartial
          ? 'see the log of the gateway for the message of the receiver, and correct what it rejects'
          : 'nothing, where the receiver was down or restarted; else see the log of the gateway for the response',
      },
    });
  },
});
