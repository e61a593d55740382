import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { exporter, exporterEvidence, pushError } from '../../evidence/exporter.ts';
import { knownFailure, modesAbout } from '../../../shared/failure-modes/match.ts';
import { withoutAdvice } from '../../../shared/failure-modes/push-report.ts';

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
  needs: [exporter, pushError],
  dependsOn: ['TL201', 'TL301', 'TL504'],
  run: ({ exporter, pushError: error }) => {
    const evidence = exporterEvidence(exporter);
    const known = error && knownFailure(error);
    if (error && (known?.about === 'store' || known?.about === 'samples')) {
      return fail(`samples are rejected: ${known.means}`, evidence, {
        modes: known.modes,
        affects: ['every push that contains such a sample, with everything in it'],
        fix: { kind: 'manual', text: `${known.fix} (${withoutAdvice(error.message, known)})` },
      });
    }
    if (exporter.accepted === 0) return unknown('no push was accepted yet', evidence);
    return pass('no sample was rejected', evidence);
  },
});
