import { expectedMetrics } from '../contract/index.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import { ASSUMED_VERSIONS } from '../sources/index.ts';
import type { Backend } from '../translate/index.ts';
import { backendIdentity } from './backend-identity.ts';

/** Prometheus with its default settings: the names that dashboards are written against. */
export const DEFAULT_BACKEND: Backend = {
  flavour: 'prometheus',
  version: ASSUMED_VERSIONS.prometheus,
  settings: {},
};

/** What the metrics of the contract are stored as: by the backend's settings where there is one. */
export const expected = defineEvidence({
  name: 'expected',
  needs: ['contract'],
  uses: [backendIdentity],
  answer: ({ contract, backendIdentity }) =>
    known(expectedMetrics(contract, backendIdentity?.backend ?? DEFAULT_BACKEND)),
});
