import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { exporter, exporterEvidence, pushError } from '../../evidence/exporter.ts';
import { knownFailure, modesAbout } from '../../../shared/failure-modes/match.ts';
import { withoutAdvice } from '../../../shared/failure-modes/push-report.ts';
import { serverDefects } from '../../evidence/server-defects.ts';
import { withDefects } from '../../outcomes/with-defects.ts';

/** The store accepts the samples of each push. */
export const storeSamplesAccepted = defineCheck({
  id: 'TL604',
  link: 'store',
  title: 'Samples are accepted',
  proves: 'the store rejects no push because of its samples',
  explain:
    'A push that the receiver can read may still be rejected because of its samples: one that is too old or too new, two ' +
    'senders of one series, a limit, a histogram that the store does not support. Prometheus then rejects the whole ' +
    'batch, and each later batch that contains such a sample. TL630 covers what is rejected within a 200.',
  severity: 'error',
  modes: modesAbout('store', 'samples'),
  onlyPushed: true,
  needs: [exporter, pushError],
  uses: [serverDefects],
  dependsOn: ['TL201', 'TL301', 'TL504'],
  run: ({ exporter, pushError: error, serverDefects }) => {
    const evidence = exporterEvidence(exporter);
    const known = error && knownFailure(error);
    if (error && (known?.about === 'store' || known?.about === 'samples')) {
      const outcome = fail(`samples are rejected: ${known.means}`, evidence, {
        modes: known.modes,
        affects: ['every push that contains such a sample, with everything in it'],
        fix: { kind: 'manual', text: `${known.fix} (${withoutAdvice(error.message, known)})` },
      });
      return withDefects(outcome, serverDefects, { response: known.id });
    }
    if (exporter.accepted === 0) return unknown('no push was accepted yet', evidence);
    return pass('no sample was rejected', evidence);
  },
});
