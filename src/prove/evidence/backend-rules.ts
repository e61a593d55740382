import { defineEvidence, known } from '../engine/define-evidence.ts';
import { ASSUMED_VERSIONS } from '../sources/index.ts';
import { type Backend, createTranslator } from '../translate/index.ts';
import { backendIdentity } from './backend-identity.ts';

/** Prometheus with its default settings: the names that dashboards are written against. */
export const DEFAULT_BACKEND: Backend = {
  flavour: 'prometheus',
  version: ASSUMED_VERSIONS.prometheus,
  settings: {},
};

export interface BackendRules {
  readonly backend: Backend;
  /** Whether the backend makes a label of a resource attribute; `unknown` where its settings or the attributes are not. */
  readonly promotes: (label: string) => 'yes' | 'no' | 'unknown';
}

/** The rules by which the backend makes names and labels: as described, else as it reports them, else the usual ones. */
export const backendRules = defineEvidence({
  name: 'backendRules',
  needs: [],
  uses: ['describedBackend', backendIdentity],
  answer: ({ describedBackend, backendIdentity }) => {
    const reported = backendIdentity && backendIdentity.assumptions.length === 0;
    const backend = describedBackend ?? backendIdentity?.backend ?? DEFAULT_BACKEND;
    return known<BackendRules>({
      backend,
      promotes: describedBackend || reported ? promotionOf(backend) : promotionUnknown,
    });
  },
});

/** First parts of the names of resource attributes, by the semantic conventions. */
const OF_RESOURCES =
  /^(?:aws|azure|browser|cloud|container|deployment|device|faas|gcp|heroku|host|k8s|os|process|service|telemetry|webengine)[._]/;

function promotionUnknown(label: string): 'no' | 'unknown' {
  return OF_RESOURCES.test(label) ? 'unknown' : 'no';
}

function promotionOf(backend: Backend): BackendRules['promotes'] {
  // Which attributes the service has is not known.
  if (backend.flavour === 'victoriametrics') return () => 'unknown';
  const { settings } = backend;
  const translator = createTranslator(backend);
  const labelName = (key: string): string => translator.labelName(key);
  if ('promoteAllResourceAttributes' in settings && settings.promoteAllResourceAttributes) {
    const ignored = new Set((settings.ignoreResourceAttributes ?? []).map(labelName));
    return (label) => (ignored.has(label) ? 'no' : 'unknown');
  }
  const promoted = new Set((settings.promoteResourceAttributes ?? []).map(labelName));
  return (label) => (promoted.has(label) ? 'yes' : 'no');
}
