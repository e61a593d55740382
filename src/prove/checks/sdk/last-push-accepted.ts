import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { currentError, exporterEvidence, exporterOf } from '../../evidence/exporter.ts';

/** The last push was accepted. */
export const sdkLastPushAccepted = defineCheck({
  id: 'TL302',
  link: 'sdk',
  title: 'Last push was accepted',
  proves: "the exporter's last push ended well, as it saw it",
  explain:
    'An exporter logs a failed push at most, and the next interval tries again; a status other than 429, 502, 503 or ' +
    '504 is not retried. What went wrong is at the network or at the receiver: see the checks of those links.',
  severity: 'error',
  modes: [19, 20],
  needs: ['gateway'],
  dependsOn: ['TL301'],
  symptom: true,
  run: async ({ gateway }) => {
    const exporter = await exporterOf(gateway);
    if (!exporter) return unknown('the gateway shows no exporter');
    const evidence = exporterEvidence(exporter);
    const error = currentError(exporter);
    if (error) {
      return fail(`the last push failed: ${error.message}`, evidence, {
        // Before a status came the push did not get through: what is told is that it failed at all.
        modes: typeof error.status === 'number' || error.code === 'ETIMEDOUT' ? [19, 20] : [20],
        affects: ['nothing new arrives until a push is accepted; cumulative counters then catch up'],
        fix: { kind: 'manual', text: 'mend what the checks of the network and the receiver name' },
      });
    }
    if (exporter.accepted === 0) return unknown('no push has ended yet; ask again with --wait', evidence);
    return pass(`${exporter.accepted} of ${exporter.tried} pushes accepted`, evidence);
  },
});
