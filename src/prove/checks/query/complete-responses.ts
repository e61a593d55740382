import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, warn } from '../../engine/outcome.ts';

/** Remarks of Prometheus about how a query is written. They do not mean that data is missing. */
const ABOUT_THE_QUERY = /^PromQL (?:info|warning):/;

/** Query responses are complete. */
export const queryCompleteResponses = defineCheck({
  id: 'TL810',
  link: 'query',
  title: 'Query responses are complete',
  proves: 'the backend responds without a warning that a part is missing',
  explain:
    'A backend that reads from several stores still responds when one of them is down. It then returns what it has, with ' +
    "a warning in the response's warnings field, which dashboards show as a small icon or not at all. What is missing " +
    'from such a response may still be stored. Repair the store, or query each store directly.',
  severity: 'warning',
  modes: [75],
  needs: ['backend', arrival],
  dependsOn: ['TL501', 'TL507'],
  // Arrival is needed only so that queries have run before the warnings are read.
  run: ({ backend, arrival: { metrics } }) => {
    const remarks = [...new Set(backend.api.warnings)].filter((text) => !ABOUT_THE_QUERY.test(text));
    const [first] = remarks;
    if (first === undefined) {
      const saw = `no warning in the responses to the queries for ${metrics.length} metrics`;
      return pass('the query responses are complete', [{ source: backend.url, saw }]);
    }
    return warn(
      `the backend returned partial responses: ${first}`,
      remarks.slice(0, 5).map((saw) => ({ source: backend.url, saw })),
      {
        affects: ['everything that reads from this backend'],
        fix: {
          kind: 'manual',
          text: 'repair the store that the warning names, or query each store directly',
        },
      },
    );
  },
});
