import { defineCheck } from '../define-check.ts';
import { fail, pass, unknown, warn } from '../outcome.ts';
import { currentError, exporterEvidence, exporterOf } from './exporter-facts.ts';
import { answerIn, refusalOf } from './refusal-facts.ts';

/** The store takes the samples of each push. */
export const TL604 = defineCheck({
  id: 'TL604',
  link: 'store',
  title: 'Samples are taken',
  proves: 'the store refuses no sample of what the receiver has read, neither by its status nor in part',
  explain:
    'A push that is read may still be refused for what it holds: a sample that is too old or too new, two senders of ' +
    'one series, a limit, a histogram that the store has no room for. Prometheus then refuses the whole batch; Mimir ' +
    'answers 200 and drops the samples, which an exporter that looks at the status counts as sent.',
  severity: 'error',
  modes: [46, 47, 48, 49, 50, 52, 53, 72],
  needs: ['gateway'],
  dependsOn: ['TL201', 'TL301', 'TL504'],
  run: async ({ gateway }) => {
    const exporter = await exporterOf(gateway);
    if (!exporter) return unknown('the gateway shows no exporter');
    const { lastPartial } = exporter;
    const evidence = [
      ...exporterEvidence(gateway, exporter),
      ...(lastPartial
        ? [
            {
              source: `${gateway.url}/api/status`,
              saw: `a push was taken in part: ${lastPartial.rejectedDataPoints} rejected, ${lastPartial.message}`,
            },
          ]
        : []),
    ];
    const error = currentError(exporter);
    const refusal = error && refusalOf(error.status ?? null, answerIn(error.message));
    if (error && refusal?.by === 'store') {
      return fail(`samples are refused: ${refusal.text}`, evidence, {
        modes: refusal.modes,
        affects: ['every push that holds such a sample, with all that is in it'],
        fix: { kind: 'manual', text: `${refusal.fix} (${error.message})` },
      });
    }
    if (lastPartial && lastPartial.rejectedDataPoints > 0) {
      const partly = refusalOf(null, lastPartial.message);
      return warn(
        `pushes are taken in part, ${lastPartial.rejectedDataPoints} data points were rejected: ${partly?.text ?? lastPartial.message}`,
        evidence,
        {
          modes: [72, ...(partly?.modes ?? [])],
          fix: { kind: 'manual', text: partly?.fix ?? 'read the answer' },
        },
      );
    }
    if (exporter.accepted === 0) return unknown('no push was answered yet', evidence);
    return pass('no sample was refused', evidence);
  },
});
