import { defineEvidence, known } from '../engine/define-evidence.ts';
import { ASSUMED_VERSIONS } from '../sources/index.ts';
import { type Backend, createTranslator, type MetricShape } from '../translate/index.ts';
import { backendIdentity } from './backend-identity.ts';
import { processEnvironment } from './environment-variable.ts';
import { describedReceivers } from './described-receivers.ts';
import { metricsUrl } from './metrics-url.ts';

/** Whether the backend stores what is sent with delta temporality, and what shows it. */
export type DeltaStorage =
  | { readonly stores: boolean; readonly because: string }
  | { readonly stores: undefined };

/** The path of Prometheus' receiver, which drops delta values unless a feature is on. */
const PROMETHEUS_PATH = /\/api\/v1\/otlp(?:\/v1\/metrics)?\/*$/;

const VARIABLES = ['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'];

/** Read from the running backend's version and flags, else from its manifest, else from the path that is pushed to. */
export const deltaStorage = defineEvidence({
  name: 'deltaStorage',
  needs: [],
  uses: [backendIdentity, describedReceivers, metricsUrl, processEnvironment],
  answer: ({ backendIdentity, describedReceivers, metricsUrl, processEnvironment }) => {
    const running = backendIdentity?.backend;
    if (running) return known(ofBackend(running, 'the backend'));
    const [described, second] = describedReceivers ?? [];
    if (described && !second) {
      const { flavour, version, settings, open, object } = described.backend;
      const backend = { flavour, version: version ?? ASSUMED_VERSIONS[flavour], settings } as Backend;
      if (open.length === 0) return known(ofBackend(backend, object));
    }
    const urls = [metricsUrl?.pathname, ...VARIABLES.map((name) => processEnvironment?.variables[name])];
    return known<DeltaStorage>(
      urls.some((url) => url !== undefined && PROMETHEUS_PATH.test(url))
        ? { stores: false, because: 'Prometheus drops them, unless the feature otlp-deltatocumulative is on' }
        : { stores: undefined },
    );
  },
});

/** A counter that is sent with delta temporality. */
export function deltaSum(name: string): MetricShape {
  return {
    name,
    kind: 'counter',
    unit: '',
    temporality: 'delta',
    attributes: new Map(),
    resource: new Map([['service.name', 'any']]),
  };
}

function ofBackend(backend: Backend, name: string): DeltaStorage {
  const { series } = createTranslator(backend).translate(deltaSum('requests'));
  const { flavour, settings } = backend;
  const converts = flavour === 'prometheus' && settings.deltaToCumulative === true;
  if (series.length === 0) return { stores: false, because: `${name} does not store delta values` };
  return {
    stores: true,
    because: converts ? `${name} makes totals of delta values` : `${name} stores delta values as they come`,
  };
}
