import type { Backend, PrometheusSettings, Version } from '../../src/prove/translate/index.ts';

/** The meter of every vector that names none. */
export const PUSHED_SCOPE = { name: 'openclaw' };

/** The server and configuration of a vector. */
export function backendOf(server: string, strategy: string): Backend {
  const [, flavour = '', text = ''] = /^(.+)-(\d.*)$/.exec(server) ?? [];
  const version = versionOf(text);
  if (flavour === 'victoria-metrics') {
    return {
      flavour: 'victoriametrics',
      version,
      settings: {
        usePrometheusNaming: strategy === '-opentelemetry.usePrometheusNaming',
        convertMetricNamesToPrometheus: strategy === '-opentelemetry.convertMetricNamesToPrometheus',
      },
    };
  }
  const settings = PROMETHEUS[strategy];
  if (flavour !== 'prometheus' || settings === undefined)
    throw new Error(`no backend for ${server} ${strategy}`);
  return { flavour: 'prometheus', version, settings };
}

const PROMETHEUS: Readonly<Record<string, PrometheusSettings>> = {
  default: {},
  UnderscoreEscapingWithSuffixes: { translationStrategy: 'UnderscoreEscapingWithSuffixes' },
  UnderscoreEscapingWithoutSuffixes: { translationStrategy: 'UnderscoreEscapingWithoutSuffixes' },
  NoUTF8EscapingWithSuffixes: { translationStrategy: 'NoUTF8EscapingWithSuffixes' },
  NoTranslation: { translationStrategy: 'NoTranslation' },
  'UnderscoreEscapingWithSuffixes; label_name_underscore_sanitization=false, label_name_preserve_multiple_underscores=false':
    { labelNameUnderscoreSanitization: false, labelNamePreserveMultipleUnderscores: false },
  'promote_resource_attributes=[service.name,service.instance.id,deployment.environment,_x.y]': {
    promoteResourceAttributes: ['service.name', 'service.instance.id', 'deployment.environment', '_x.y'],
  },
  'promote_all_resource_attributes,ignore=[process.pid]': {
    promoteAllResourceAttributes: true,
    ignoreResourceAttributes: ['process.pid'],
  },
  keep_identifying_resource_attributes: { keepIdentifyingResourceAttributes: true },
  promote_scope_metadata: { promoteScopeMetadata: true },
  'type-and-unit-labels': { typeAndUnitLabels: true },
  'keep_identifying+promote service.name': {
    keepIdentifyingResourceAttributes: true,
    promoteResourceAttributes: ['service.name'],
  },
};

function versionOf(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  return { major, minor, patch };
}
