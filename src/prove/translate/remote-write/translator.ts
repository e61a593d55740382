import type { TranslationStrategy, Version } from '../backend.ts';
import { labelText } from '../attribute-value.ts';
import { IDENTIFYING, instanceOf, jobOf } from '../identity.ts';
import { named, strictLabelNamer } from '../label-name.ts';
import { byCodePoint, type LabelMap, toRecord, withoutEmpty } from '../labels.ts';
import { rememberedNames } from '../memo.ts';
import { escapesNames, metricNamer } from '../prometheus/prometheus.ts';
import { explainName } from '../prometheus/why-name.ts';
import type {
  AttributeMap,
  MetricScope,
  MetricShape,
  SeriesContext,
  Translation,
  Translator,
} from '../types.ts';
import { withNamespace } from './namespace.ts';

/** Settings of the collector's exporter `prometheusremotewrite`, which makes names itself. */
export interface RemoteWriteSettings {
  /** Default: with escaping and suffixes. */
  readonly translationStrategy?: TranslationStrategy;
  /** Put before each name. */
  readonly namespace?: string;
  readonly externalLabels?: Readonly<Record<string, string>>;
  /** Default: true. */
  readonly scopeLabels?: boolean;
  /** Default: true. */
  readonly targetInfo?: boolean;
  /** Resource attributes that become attributes of each data point. Default: none. */
  readonly convertsResource?: (key: string) => boolean;
}

/** Its names are those of this Prometheus, by the same library. */
const NAMES_OF: Version = { major: 3, minor: 12, patch: 0 };

/**
 * What the exporter `prometheusremotewrite` of a collector sends of a metric. It responds 200 to the sender whatever it
 * leaves out.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/exporter/prometheusremotewriteexporter
 */
export function remoteWriteTranslator(settings: RemoteWriteSettings): Translator {
  const strategy = settings.translationStrategy ?? 'UnderscoreEscapingWithSuffixes';
  const escapes = escapesNames(strategy);
  const metricName = rememberedNames(
    withNamespace(settings.namespace ?? '', metricNamer(NAMES_OF, strategy), escapes),
  );
  const labelName = escapes
    ? strictLabelNamer({ sanitizeUnderscore: true, preserveUnderscores: false })
    : named;
  const rules: Rules = { settings, labelName };
  return {
    metricName,
    labelName,
    within: (resource, scope) => contextOf(rules, resource, scope),
    translate: (metric, options) => {
      const context = contextOf(rules, metric.resource, metric.scope);
      const name = metricName(metric.name, metric.kind, metric.unit);
      const labels = isSent(metric) && name !== '' ? context.labels(metric.attributes) : null;
      const translation: Translation = {
        status: 200,
        series: labels === null ? [] : seriesOf(name, metric.kind).toSorted(byCodePoint),
        labels: labels && toRecord(labels),
        targetInfo: context.targetInfo ? [toRecord(context.targetInfo)] : [],
        why: [],
      };
      if (options?.explain !== true) return translation;
      const sent = isSent(metric)
        ? []
        : [`Its ${metric.temporality} temporality is not sent, and no error is reported.`];
      return { ...translation, why: [...explainName(metricName, metric), ...sent] };
    },
  };
}

interface Rules {
  readonly settings: RemoteWriteSettings;
  readonly labelName: (key: string) => string;
}

function isSent({ kind, temporality = 'cumulative' }: MetricShape): boolean {
  return kind === 'gauge' || kind === 'summary' || temporality === 'cumulative';
}

function contextOf(rules: Rules, resource: AttributeMap, scope: MetricScope | undefined): SeriesContext {
  const { convertsResource, namespace } = rules.settings;
  // A namespace renames it.
  const targetInfo = rules.settings.targetInfo !== false && !namespace;
  const converted = [...resource].filter(([key]) => convertsResource?.(key) === true);
  return {
    labels: (attributes) => {
      const built = labelsOf(rules, new Map([...attributes, ...converted]), resource, scope);
      return built && withoutEmpty(built);
    },
    targetInfo: targetInfo ? targetInfoOf(rules, resource) : null,
  };
}

/** Null where a name among them is rejected. */
function labelsOf(
  { settings, labelName }: Rules,
  attributes: AttributeMap,
  resource: AttributeMap,
  scope: MetricScope | undefined,
): LabelMap | null {
  const labels: LabelMap = new Map();
  for (const key of [...attributes.keys()].toSorted(byCodePoint)) {
    const value = labelText(attributes.get(key) ?? null);
    if (value === '') continue;
    const name = labelName(key);
    if (name === '') return null;
    const before = labels.get(name);
    if (before !== value) labels.set(name, before === undefined ? value : `${before};${value}`);
  }
  const job = jobOf(resource, labelText);
  // A namespace without a name gives no job.
  if (job && labelText(resource.get('service.name') ?? '') !== '') labels.set('job', job);
  const instance = instanceOf(resource, labelText);
  if (instance) labels.set('instance', instance);
  for (const [name, value] of Object.entries(settings.externalLabels ?? {})) {
    if (!labels.has(name)) labels.set(name, value);
  }
  if (scope && settings.scopeLabels !== false) addScope(labels, labelName, scope);
  return labels;
}

const OF_SCOPE = new Set(['name', 'version', 'schema_url']);

function addScope(labels: LabelMap, labelName: Rules['labelName'], scope: MetricScope): void {
  if (scope.name !== '') labels.set('otel_scope_name', scope.name);
  if (scope.version !== '') labels.set('otel_scope_version', scope.version);
  for (const [key, value] of scope.attributes) {
    const name = OF_SCOPE.has(key) ? '' : labelName(`otel_scope_${key}`);
    if (name !== '') labels.set(name, labelText(value));
  }
}

function targetInfoOf(rules: Rules, resource: AttributeMap): LabelMap | null {
  const describing = new Map([...resource].filter(([key]) => !IDENTIFYING.has(key)));
  if (describing.size === 0) return null;
  const labels = labelsOf(rules, describing, resource, undefined);
  return labels && (labels.has('job') || labels.has('instance')) ? withoutEmpty(labels) : null;
}

function seriesOf(name: string, kind: MetricShape['kind']): string[] {
  if (kind === 'histogram') return [`${name}_bucket`, `${name}_count`, `${name}_sum`];
  return kind === 'summary' ? [name, `${name}_count`, `${name}_sum`] : [name];
}
