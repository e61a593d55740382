import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { exporter, exporterEvidence, pushError } from '../../evidence/exporter.ts';
import { knownFailure, modesAbout } from '../../../shared/failure-modes/match.ts';
import { withoutAdvice } from '../../../shared/failure-modes/push-report.ts';
import { slowResponse } from '../../evidence/slow-response.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

/** The receiver accepts what the gateway sends. */
export const receiverPushesAccepted = defineCheck({
  id: 'TL504',
  link: 'receiver',
  title: 'Pushes are accepted',
  proves: "the receiver's responses to the gateway's pushes are successes",
  explain:
    'The status of the response shows what is wrong: 401 and 403 the credentials or the tenant, 413 the size, 415 the ' +
    'content type, 503 that the receiver is starting. A 400 shows it only in its text: an unknown encoding, a ' +
    'truncated body, or a server that expects TLS. TL604 reports what the response says about samples.',
  severity: 'error',
  modes: modesAbout('receiver'),
  onlyPushed: true,
  needs: ['gateway', exporter, pushError],
  uses: [slowResponse, serverDefects],
  dependsOn: ['TL201', 'TL301', 'TL502', 'TL503', 'TL508'],
  run: ({ exporter, pushError: error, slowResponse: isSlow, serverDefects }) => {
    const evidence = exporterEvidence(exporter);
    if (isSlow) {
      return fail("the responses to pushes are later than the exporter's time-out", evidence, {
        modes: [19],
        affects: ['every push that times out: whether it was stored is not known'],
        fix: {
          kind: 'manual',
          text: "raise diagnostics.otel.timeoutMs and flushIntervalMs, and read the receiver's log for why it is slow",
        },
      });
    }
    const status = error?.status;
    if (!error || status === null || status === undefined) {
      return exporter.accepted > 0 && !error
        ? pass(`${counted(exporter.accepted, 'push')} accepted`, evidence)
        : unknown('there is no response to a push of the gateway yet', evidence);
    }
    const known = knownFailure(error);
    if (known?.about === 'store' || known?.about === 'samples') {
      return pass(`pushes are read; the responses are ${status} because of their content`, evidence);
    }
    const outcome = fail(`the responses to pushes are ${status}: ${known?.means ?? 'rejected'}`, evidence, {
      modes: known?.modes ?? [],
      affects: ['the data of each such push is missing until the next accepted push'],
      fix: {
        kind: 'manual',
        text: known
          ? `${known.fix} (${withoutAdvice(error.message, known)})`
          : `read the response (${error.message})`,
      },
    });
    return withDefects(outcome, serverDefects, { response: known?.id });
  },
});
