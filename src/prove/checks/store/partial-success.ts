import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import { exporter, exporterEvidence } from '../../evidence/exporter.ts';
import { knownResponse, modesAbout } from '../../../shared/failure-modes/match.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

/** Accepted pushes were accepted as a whole. */
export const storePartialSuccess = defineCheck({
  id: 'TL630',
  link: 'store',
  title: 'Nothing is rejected within a 200',
  proves: 'no response to an accepted push of the gateway reports rejected data points',
  explain:
    'A receiver may answer 200 and reject a part: the response then has partial_success with the number of points and ' +
    'the reason. Mimir does so for points that are over an hour old and for duplicates. An exporter that reads only ' +
    'the status counts the push as sent, and the points are lost.',
  severity: 'warning',
  modes: [...modesAbout('receiver', 'store', 'samples'), 23, 72].toSorted((a, b) => a - b),
  onlyPushed: true,
  needs: [exporter],
  uses: [serverDefects],
  dependsOn: ['TL201', 'TL301'],
  run: ({ exporter, serverDefects }) => {
    const evidence = exporterEvidence(exporter);
    const { lastPartial, accepted, source } = exporter;
    if (accepted === 0) return unknown('no push was accepted yet', evidence);
    if (!lastPartial) return pass(`${counted(accepted, 'push')} accepted as a whole`, evidence);
    const { rejectedDataPoints, message } = lastPartial;
    const saw = `${rejectedDataPoints} data points were rejected within a 200: ${message}`;
    const known = knownResponse(null, message);
    const outcome = warn(saw, [{ source, saw }, ...evidence], {
      modes: [23, 72, ...(known?.modes ?? [])],
      affects: ['the rejected points are lost, although the push counts as sent'],
      fix: {
        kind: 'manual',
        text: known?.fix ?? `correct the points that the receiver names: ${message}`,
      },
    });
    return withDefects(outcome, serverDefects, { response: known?.id });
  },
});
