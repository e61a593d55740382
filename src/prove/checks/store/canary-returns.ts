import { knownResponse } from '../../../shared/failure-modes/match.ts';
import { backendIdentity } from '../../evidence/backend-identity.ts';
import { service } from '../../evidence/service.ts';
import { forOwner } from '../../evidence/setting-names.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass } from '../../engine/outcome.ts';

/** A sample that was pushed can be queried. */
export const storeCanaryReturns = defineCheck({
  id: 'TL601',
  link: 'store',
  title: 'A canary can be read back',
  proves: 'the query API of the backend returns what its OTLP receiver accepts',
  explain:
    'With --canary, one sample of throughline_canary is pushed under a separate job and queried. Where it is accepted and ' +
    'the query does not return it, the receiver and the query API do not use the same store: another replica, a ' +
    'relabelling rule that drops it, an agent that forwards it.',
  severity: 'error',
  modes: [42, 43, 54],
  onlyPushed: true,
  needs: ['backend', 'canary', backendIdentity, service],
  symptom: true,
  dependsOn: ['TL501', 'TL502'],
  run: async ({ backend, canary, backendIdentity, service: { owner } }) => {
    const { otlpMetricsUrl } = backendIdentity;
    const result = await canary.send(backend, otlpMetricsUrl);
    if (result.kind === 'rejected') {
      const saw = `${result.status ?? 'no response'}: ${result.answer}`;
      const known = result.status === null ? undefined : knownResponse(result.status, result.answer);
      const fix = known ? forOwner(known.queryFix ?? known.fix, owner) : 'fix the receiver';
      return fail(`the canary was rejected: ${result.answer}`, [{ source: otlpMetricsUrl, saw }], {
        modes: [],
        fix: { kind: 'manual', text: `${fix} (${saw})` },
      });
    }
    const accepted = { source: otlpMetricsUrl, saw: `accepted canary ${result.value}` };
    if (result.kind === 'stored') {
      return pass(`canary ${result.value} read back after ${result.afterMs} ms`, [
        accepted,
        { source: backend.url, saw: `throughline_canary is ${result.value}` },
      ]);
    }
    return fail(
      `the canary was accepted, and no query returned it within ${result.waitedMs} ms`,
      [accepted, { source: backend.url, saw: 'throughline_canary does not have this value' }],
      {
        fix: {
          kind: 'manual',
          text: 'query the backend that stores it: every replica, or the one that the agent forwards to',
        },
      },
    );
  },
});
