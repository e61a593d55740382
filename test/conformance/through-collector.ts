import { setTimeout as sleep } from 'node:timers/promises';
import { entering, type Processor, shapeOf } from '../../src/prove/pipeline/passing.ts';
import { processorOf } from '../../src/prove/pipeline/processors/index.ts';
import {
  createTranslator,
  metricFromJson,
  remoteWriteTranslator,
  type RemoteWriteSettings,
  type Translator,
} from '../../src/prove/translate/index.ts';
import { type FoundServer, startBackend } from '../../testbed/servers/index.ts';
import { generate } from './generate.ts';
import { conformSetup, type Difference } from './run.ts';

/** One way through a collector to a Prometheus. */
export interface ThroughSetup {
  readonly title: string;
  readonly exporter: (backend: string) => object;
  readonly filter?: object;
  readonly translator: Translator;
}

const PROMETHEUS = {
  flavour: 'prometheus',
  version: { major: 3, minor: 12, patch: 0 },
  settings: {},
} as const;

const write = (settings: object, predicted: RemoteWriteSettings): ThroughSetup => ({
  title: `remote write ${JSON.stringify(settings)}`,
  exporter: (backend) => ({ prometheusremotewrite: { endpoint: `${backend}/api/v1/write`, ...settings } }),
  translator: remoteWriteTranslator(predicted),
});

const FILTER = {
  metrics: {
    metric: [
      'IsMatch(name, "total") and type == METRIC_DATA_TYPE_SUM',
      'unit == "ms" or (HasPrefix(name, "http") and not (unit == "s"))',
    ],
    datapoint: ['resource.attributes["host.name"] == "a"', 'attributes["model"] == "b"'],
  },
};

export const THROUGH_SETUPS: readonly ThroughSetup[] = [
  write({}, {}),
  write({ namespace: 'edge' }, { namespace: 'edge' }),
  write(
    { add_metric_suffixes: false, external_labels: { cluster: 'c', model: 'x' }, disable_scope_info: true },
    {
      translationStrategy: 'UnderscoreEscapingWithoutSuffixes',
      externalLabels: { cluster: 'c', model: 'x' },
      scopeLabels: false,
    },
  ),
  write(
    {
      translation_strategy: 'UnderscoreEscapingWithoutSuffixes',
      resource_to_telemetry_conversion: { enabled: true },
      target_info: { enabled: false },
    },
    {
      translationStrategy: 'UnderscoreEscapingWithoutSuffixes',
      convertsResource: () => true,
      targetInfo: false,
    },
  ),
  {
    title: 'OTLP behind a filter',
    exporter: (backend) => ({ otlphttp: { endpoint: `${backend}/api/v1/otlp` } }),
    filter: FILTER,
    translator: accepted(createTranslator(PROMETHEUS)),
  },
];

/** A collector accepts what its backend rejects. */
function accepted(translator: Translator): Translator {
  return {
    ...translator,
    translate: (metric, options) => ({ ...translator.translate(metric, options), status: 200 }),
  };
}

/** What a filter drops is not sent, and its resource neither. */
function filtered(translator: Translator, processor: Processor): Translator {
  return {
    ...translator,
    translate: (metric, options) => {
      const passed = processor(entering(metric));
      return passed.droppedBy
        ? { status: 200, series: [], labels: null, targetInfo: [], why: [] }
        : translator.translate(shapeOf(passed), options);
    },
  };
}

export interface ThroughResult {
  readonly title: string;
  readonly metrics: number;
  readonly ms: number;
  readonly differences: readonly Difference[];
}

/** Pushes random metrics through a real collector to a real Prometheus, and compares what is stored there. */
export async function conformThrough(
  [collector, prometheus]: readonly [FoundServer, FoundServer],
  setup: ThroughSetup,
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<ThroughResult> {
  const begun = performance.now();
  const backend = await startBackend(prometheus, { flags: ['--web.enable-remote-write-receiver'] });
  try {
    const middle = await startBackend(collector, {
      config: ({ host, port }) =>
        JSON.stringify({
          receivers: { otlp: { protocols: { http: { endpoint: `${host}:${port}` } } } },
          ...(setup.filter ? { processors: { filter: setup.filter } } : {}),
          exporters: setup.exporter(backend.address),
          service: {
            telemetry: { metrics: { level: 'none' } },
            pipelines: {
              metrics: {
                receivers: ['otlp'],
                processors: setup.filter ? ['filter'] : [],
                exporters: Object.keys(setup.exporter('')),
              },
            },
          },
        }),
    });
    try {
      const through = { ...backend, otlpMetricsUrl: middle.otlpMetricsUrl };
      const processor = processorOf('filter', setup.filter);
      // A condition on a list is not judged.
      const metrics = generate(seed, count).filter(
        (metric) => processor(entering(metricFromJson(metric))).unjudged.length === 0,
      );
      const predicting = filtered(setup.translator, processor);
      const differences = await conformSetup(through, predicting, metrics, () => sleep(OPENING_MS));
      const ms = Math.round(performance.now() - begun);
      return { title: setup.title, metrics: metrics.length, ms, differences };
    } finally {
      await middle.stop();
    }
  } finally {
    await backend.stop();
  }
}

/** The collector has accepted the first sample before the store has it. */
const OPENING_MS = 1_000;
