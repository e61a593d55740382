import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { currentError, exporterEvidence, exporterOf } from '../../evidence/exporter.ts';
import { answerIn, refusalOf } from '../../failure-modes/rejections.ts';

/** The store takes the samples of each push. */
export const storeSamplesAccepted = defineCheck({
  id: 'TL604',
  link: 'store',
  title: 'Samples are taken',
  proves: 'the store refuses no push for the samples that it holds',
  explain:
    'A push that is read may still be refused for what it holds: a sample that is too old or too new, two senders of ' +
    'one series, a limit, a histogram that the store has no room for. Prometheus then refuses the whole batch, and goes ' +
    'on doing so as long as one such sample is in it. What is rejected within a 200, TL630 tells.',
  severity: 'error',
  modes: [46, 47, 48, 49, 50, 52, 53],
  needs: ['gateway'],
  dependsOn: ['TL201', 'TL301', 'TL504'],
  run: async ({ gateway }) => {
    const exporter = await exporterOf(gateway);
    if (!exporter) return unknown('the gateway shows no exporter');
    const evidence = exporterEvidence(exporter);
    const error = currentError(exporter);
    const refusal = error && refusalOf(error.status ?? null, answerIn(error.message));
    if (error && refusal?.by === 'store') {
      return fail(`samples are refused: ${refusal.text}`, evidence, {
        modes: refusal.modes,
        affects: ['every push that holds such a sample, with all that is in it'],
        fix: { kind: 'manual', text: `${refusal.fix} (${error.message})` },
      });
    }
    if (exporter.accepted === 0) return unknown('no push was answered yet', evidence);
    return pass('no sample was refused', evidence);
  },
});
