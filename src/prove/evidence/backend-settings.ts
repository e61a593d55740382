import type { Backend, Flavour } from '../translate/index.ts';

type Purpose = 'promote service.name' | 'names with suffixes' | 'first increment';

/** What to set on each kind of backend; undefined where it has no such setting. */
const SETTINGS: Readonly<Record<Purpose, Readonly<Record<Flavour, string | undefined>>>> = {
  'promote service.name': {
    prometheus:
      'add to the configuration of Prometheus: otlp: { promote_resource_attributes: [service.name] }',
    mimir: 'set on Mimir -distributor.otel-promote-resource-attributes=service.name',
    victoriametrics: 'keep service.name in the relabelling of VictoriaMetrics, which stores it by default',
  },
  'names with suffixes': {
    prometheus: 'set otlp.translation_strategy of Prometheus to UnderscoreEscapingWithSuffixes',
    mimir: 'set on Mimir -distributor.otel-metric-suffixes-enabled=true',
    victoriametrics: 'start VictoriaMetrics with -opentelemetry.usePrometheusNaming',
  },
  'first increment': {
    prometheus: 'let Prometheus (3.12 or newer) add it: --enable-feature=created-timestamp-zero-ingestion',
    mimir: undefined,
    victoriametrics: undefined,
  },
};

/** A setting of one kind of backend: what another kind would need is not said. */
export function backendSetting(purpose: Purpose, flavour: Flavour | undefined): string | undefined {
  return flavour === undefined ? undefined : SETTINGS[purpose][flavour];
}

/** What to set so that a backend makes names with suffixes that makes others: never what it has already. */
export function suffixSetting(backend: Backend): string {
  if (backend.flavour === 'mimir' && backend.settings.translationStrategy !== undefined)
    return 'set on Mimir -distributor.otel-translation-strategy=UnderscoreEscapingWithSuffixes';
  if (backend.flavour === 'mimir' && backend.settings.metricSuffixesEnabled === true)
    return 'set on Mimir -validation.name-validation-scheme=legacy';
  return SETTINGS['names with suffixes'][backend.flavour] ?? 'let the backend make names with suffixes';
}
