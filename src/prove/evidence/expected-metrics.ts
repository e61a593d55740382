import { expectedMetrics } from '../contract/index.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import { backendRules } from './backend-rules.ts';

/** What the metrics of the contract are stored as: by the backend's settings where there is one. */
export const expected = defineEvidence({
  name: 'expected',
  needs: ['contract', backendRules],
  answer: ({ contract, backendRules }) => known(expectedMetrics(contract, backendRules.backend)),
});
