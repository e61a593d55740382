import { defineCheck } from '../../engine/define-check.ts';
import { pass, unknown, warn } from '../../engine/outcome.ts';
import { exporterEvidence, exporterOf } from '../../evidence/exporter.ts';
import { refusalOf } from '../../failure-modes/rejections.ts';

/** No accepted push was accepted in part only. */
export const storePartialSuccess = defineCheck({
  id: 'TL630',
  link: 'store',
  title: 'Nothing is rejected within a 200',
  proves: 'no accepted push of the gateway was answered with data points that were rejected',
  explain:
    'A receiver may answer 200 and reject a part: the answer then holds partial_success with the number of points and ' +
    'the reason. Mimir does so for points that are over an hour old and for duplicates. An exporter that looks at ' +
    'the status alone counts the push as sent, and the points are lost.',
  severity: 'warning',
  modes: [23, 48, 49, 53, 72],
  needs: ['gateway'],
  dependsOn: ['TL201', 'TL301'],
  run: async ({ gateway }) => {
    const exporter = await exporterOf(gateway);
    if (!exporter) return unknown('the gateway shows no exporter');
    const evidence = exporterEvidence(exporter);
    const { lastPartial } = exporter;
    if (exporter.accepted === 0) return unknown('no push was accepted yet', evidence);
    if (!lastPartial) return pass(`${exporter.accepted} pushes accepted whole`, evidence);
    const words = `${lastPartial.rejectedDataPoints} data points were rejected within a 200: ${lastPartial.message}`;
    const refusal = refusalOf(null, lastPartial.message);
    return warn(words, [{ source: `${gateway.url}/api/status`, saw: words }, ...evidence], {
      modes: [23, 72, ...(refusal?.modes ?? [])],
      affects: ['the rejected points are lost, though the push counts as sent'],
      fix: {
        kind: 'manual',
        text: refusal?.fix ?? `mend the points that the receiver names: ${lastPartial.message}`,
      },
    });
  },
});
