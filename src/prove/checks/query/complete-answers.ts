import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, warn } from '../../engine/outcome.ts';

/** Remarks of Prometheus that are about a query's wording, and no part that is missing. */
const ABOUT_WORDING = /^PromQL (?:info|warning):/;

/** Answers are whole. */
export const queryCompleteAnswers = defineCheck({
  id: 'TL810',
  link: 'query',
  title: 'Answers are whole',
  proves: 'the backend answers without saying that a part is missing',
  explain:
    'A backend that reads from several stores answers with what it got when one of them is down, and says so in the ' +
    "answer's warnings, which dashboards show as a small sign if at all. Such an answer proves nothing of what is " +
    'absent from it. Heal the store, or ask each one.',
  severity: 'warning',
  modes: [75],
  needs: ['backend', arrival],
  dependsOn: ['TL501', 'TL507'],
  // Needs what was read back only so that there are answers to look at.
  run: ({ backend }) => {
    const remarks = [...new Set(backend.api.warnings)].filter((text) => !ABOUT_WORDING.test(text));
    const [first] = remarks;
    if (first === undefined) return pass('the backend answers in full', []);
    return warn(
      `the backend answers in part: ${first}`,
      remarks.slice(0, 5).map((saw) => ({ source: backend.url, saw })),
      {
        affects: ['whatever reads from this backend'],
        fix: { kind: 'manual', text: 'heal the store that the warning names, or read from each one' },
      },
    );
  },
});
