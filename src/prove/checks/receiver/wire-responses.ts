import { wasAccepted } from '../../../shared/protocol/exchange.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown, warn } from '../../engine/outcome.ts';
import { exchangeEvidence, watched } from '../../evidence/wire.ts';

/** The receiver's answers on the wire are full acceptances. */
export const receiverWireResponses = defineCheck({
  id: 'TL530',
  link: 'receiver',
  title: 'Answers on the wire accept all',
  proves: 'the newest push that passed the tap was answered with success, and no part of it was rejected',
  explain:
    'A receiver may answer 200 and reject a part: its answer then holds partial_success with the number of rejected ' +
    'data points and the reason. Exporters look at the status and count such a push as sent. A status that is not ' +
    '429, 502, 503 or 504 is not sent again.',
  severity: 'error',
  modes: [19, 23, 72],
  needs: ['tap'],
  dependsOn: ['TL331'],
  symptom: true,
  run: async ({ tap }) => {
    const seen = await watched(tap);
    if (!seen.ok) return unknown(seen.why);
    const { newest, recording } = seen;
    const partial = recording.exchanges.findLast(({ answer }) => answer.partialSuccess?.rejectedDataPoints);
    if (partial?.answer.partialSuccess) {
      const { rejectedDataPoints, errorMessage } = partial.answer.partialSuccess;
      return fail(
        `answered ${partial.answer.status}, but ${rejectedDataPoints} data points were rejected: ${errorMessage}`,
        [exchangeEvidence(tap, partial)],
        {
          modes: [23, 72],
          affects: ['the rejected points are lost; the exporter counts them as sent'],
          fix: { kind: 'manual', text: `mend the points that the receiver names: ${errorMessage}` },
        },
      );
    }
    const accepted = recording.exchanges.filter(wasAccepted).length;
    const evidence = [
      { source: tap.url, saw: `${accepted} of ${recording.exchanges.length} exchanges were accepted` },
      exchangeEvidence(tap, newest),
    ];
    if (wasAccepted(newest)) {
      const retries = recording.exchanges.filter(({ retryOf }) => retryOf !== null).length;
      if (accepted === recording.exchanges.length || retries > 0)
        return pass(`${accepted} pushes accepted${retries > 0 ? `, ${retries} sent again` : ''}`, evidence);
      const lost = recording.exchanges.length - accepted;
      return warn(`${lost} pushes were not accepted, and not sent again`, evidence, {
        severity: 'note',
        modes: [19],
        fix: {
          kind: 'manual',
          text: 'cumulative counters catch up with the next push; watch whether it goes on',
        },
      });
    }
    const { status, error, text } = newest.answer;
    return fail(`the newest push was answered ${status ?? `not at all: ${error}`}`, evidence, {
      modes: [19],
      affects: ['nothing new arrives until a push is accepted'],
      fix: {
        kind: 'manual',
        text: `mend the receiver, or what is sent: ${text || error || `status ${status}`}`,
      },
    });
  },
});
