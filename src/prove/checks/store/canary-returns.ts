import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';

/** A mark that was pushed can be read back. */
export const storeCanaryReturns = defineCheck({
  id: 'TL601',
  link: 'store',
  title: 'A mark comes back',
  proves: 'what the OTLP receiver accepts, the query API of the same backend shows',
  explain:
    'With --canary, one sample of throughline_canary is pushed under a job of its own and read back by query. Where ' +
    'it is accepted and does not come back, the receiver and the query API are not the same store: another replica, ' +
    'a relabelling rule that drops, an agent that forwards.',
  severity: 'error',
  modes: [42, 43, 54],
  needs: ['backend', 'canary'],
  symptom: true,
  dependsOn: ['TL501', 'TL502'],
  run: async ({ backend, canary }) => {
    const identity = await backend.identity();
    if (!identity.ok) return unknown(identity.error);
    const { otlpMetricsUrl } = identity.value;
    const result = await canary.send(backend, otlpMetricsUrl);
    const accepted = result.kind === 'refused' ? '' : `accepted mark ${result.mark}`;
    if (result.kind === 'stored') {
      return pass(`mark ${result.mark} read back after ${result.afterMs} ms`, [
        { source: otlpMetricsUrl, saw: accepted },
        { source: backend.url, saw: `throughline_canary is ${result.mark}` },
      ]);
    }
    if (result.kind === 'refused') {
      const saw = `${result.status ?? 'no answer'}: ${result.answer}`;
      return fail(`the mark was refused: ${result.answer}`, [{ source: otlpMetricsUrl, saw }], {
        modes: [],
        fix: { kind: 'manual', text: `mend the receiver: ${result.answer}` },
      });
    }
    return fail(
      `the mark was accepted, and was not to be found for ${result.waitedMs} ms`,
      [
        { source: otlpMetricsUrl, saw: accepted },
        { source: backend.url, saw: 'throughline_canary does not have it' },
      ],
      {
        fix: {
          kind: 'manual',
          text: 'ask the backend that stores it: every replica, or where the agent forwards to',
        },
      },
    );
  },
});
