import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { knownFailure, knownSendError } from '../../../shared/failure-modes/match.ts';
import { exporter, exporterEvidence, pushError } from '../../evidence/exporter.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

/** The last push was accepted. */
export const sdkLastPushAccepted = defineCheck({
  id: 'TL302',
  link: 'sdk',
  title: 'Last push was accepted',
  proves: 'the exporter reports that its last push was accepted',
  explain:
    'An exporter reports a failed push in the log only, and the next interval tries again; a status other than 429, ' +
    '502, 503 or 504 is not retried. The cause is in the network or in the receiver: see the checks of those links.',
  severity: 'error',
  modes: [19, 20],
  onlyPushed: true,
  needs: [exporter, pushError],
  uses: [serverDefects],
  dependsOn: ['TL301'],
  symptom: true,
  run: ({ exporter, pushError: error, serverDefects }) => {
    const evidence = exporterEvidence(exporter);
    if (error) {
      const known = typeof error.status === 'number' ? knownFailure(error) : knownSendError(error);
      const outcome = fail(`the last push failed: ${error.message}`, evidence, {
        // Without a status the push did not get through: the error shows only that it failed.
        modes: typeof error.status === 'number' || error.code === 'ETIMEDOUT' ? [19, 20] : [20],
        affects: ['nothing new arrives until a push is accepted; cumulative counters then catch up'],
        fix: { kind: 'manual', text: 'fix what the checks of the network and the receiver name' },
      });
      return withDefects(outcome, serverDefects, { response: known?.id });
    }
    if (exporter.accepted === 0) return unknown('no push has ended yet; ask again with --wait', evidence);
    return pass(`${exporter.accepted} of ${exporter.tried} pushes accepted`, evidence);
  },
});
