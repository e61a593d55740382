import { counted } from '../../../shared/text/count.ts';
import { wasAccepted } from '../../../shared/protocol/exchange.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, warn } from '../../engine/outcome.ts';
import { knownResponse, knownSendError, modesAbout } from '../../../shared/failure-modes/match.ts';
import { service } from '../../evidence/service.ts';
import { forOwner } from '../../evidence/setting-names.ts';
import { exchangeEvidence, wire } from '../../evidence/tap-recording.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

/** The receiver accepts each push on the wire in full. */
export const receiverWireResponses = defineCheck({
  id: 'TL530',
  link: 'receiver',
  title: 'Pushes on the wire are accepted whole',
  proves:
    'the response to the newest push that passed the tap is a success, and no part of the push was rejected',
  explain:
    'A receiver may respond with 200 and reject a part: its response then holds partial_success with the number of ' +
    'rejected data points and the reason. Exporters look at the status only, and count such a push as sent. After a ' +
    'status other than 429, 502, 503 or 504 a push is not sent again.',
  severity: 'error',
  modes: [...modesAbout('receiver', 'store', 'samples'), 23, 72].toSorted((a, b) => a - b),
  onlyPushed: true,
  needs: [wire, service],
  uses: [serverDefects],
  dependsOn: ['TL331'],
  symptom: true,
  run: ({ wire, service: { owner }, serverDefects }) => {
    const { newest, exchanges } = wire;
    const partial = exchanges.findLast(({ answer }) => answer.partialSuccess?.rejectedDataPoints);
    if (partial?.answer.partialSuccess) {
      const { rejectedDataPoints, errorMessage } = partial.answer.partialSuccess;
      const known = knownResponse(null, errorMessage);
      const outcome = fail(
        `the response was ${partial.answer.status}, but ${rejectedDataPoints} data points were rejected: ${errorMessage}`,
        [exchangeEvidence(wire, partial)],
        {
          modes: [23, 72, ...(known?.modes ?? [])],
          affects: ['the rejected points are lost; the exporter counts them as sent'],
          fix: {
            kind: 'manual',
            text: known
              ? forOwner(known.fix, owner)
              : `fix the points that the receiver names: ${errorMessage}`,
          },
        },
      );
      return withDefects(outcome, serverDefects, { response: known?.id });
    }
    const accepted = exchanges.filter(wasAccepted).length;
    const evidence: Judged = [
      { source: wire.url, saw: `${accepted} of ${exchanges.length} exchanges were accepted` },
      exchangeEvidence(wire, newest),
    ];
    if (wasAccepted(newest)) {
      const retries = exchanges.filter(({ retryOf }) => retryOf !== null).length;
      if (accepted === exchanges.length || retries > 0)
        return pass(
          `${counted(accepted, 'push', 'pushes')} accepted${retries > 0 ? `, ${retries} sent again` : ''}`,
          evidence,
        );
      const lost = exchanges.length - accepted;
      return warn(`${counted(lost, 'push was', 'pushes were')} not accepted, and not sent again`, evidence, {
        severity: 'note',
        modes: [19],
        fix: {
          kind: 'manual',
          text: 'cumulative counters catch up with the next push; watch whether it goes on',
        },
      });
    }
    const { status, error, text } = newest.answer;
    const known = status === null ? undefined : knownResponse(status, text);
    const outcome = fail(
      `the newest push got ${status === null ? `no response: ${error}` : `the response ${status}`}`,
      evidence,
      {
        modes: [...new Set([19, ...(known?.modes ?? [])])],
        affects: ['nothing new arrives until a push is accepted'],
        fix: {
          kind: 'manual',
          text: `${known ? forOwner(known.fix, owner) : 'fix the receiver, or what is sent'} (${text || error || `status ${status}`})`,
        },
      },
    );
    const response = known ?? knownSendError({ message: error ?? '' });
    return withDefects(outcome, serverDefects, { response: response?.id });
  },
});
