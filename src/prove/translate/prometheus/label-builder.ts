import type { ConverterRules } from './converter-rules.ts';
import { IDENTIFYING, instanceOf, jobOf } from '../identity.ts';
import { byCodePoint, type LabelMap } from '../labels.ts';
import type { AttributeMap, MetricScope, MetricShape } from '../types.ts';

/** What a resource and a scope add to the labels of their data points. */
export interface SharedLabels {
  readonly job: string | undefined;
  readonly instance: string | undefined;
  readonly promoted: LabelMap;
  readonly scope: LabelMap;
}

/** Labels, those with empty values included, and the first key whose name was rejected. */
export interface BuiltLabels {
  readonly labels: LabelMap;
  readonly refused: string | undefined;
}

type Identity = Pick<SharedLabels, 'job' | 'instance'>;

function identityOf(rules: ConverterRules, resource: AttributeMap): Identity {
  return { job: jobOf(resource, rules.labelText), instance: instanceOf(resource, rules.labelText) };
}

/** Undefined where a promoted attribute has no name: nothing of the resource can be labelled then. */
export function sharedLabels(
  rules: ConverterRules,
  resource: AttributeMap,
  scope: MetricScope | undefined,
): SharedLabels | undefined {
  const promoted = promotedLabels(rules, resource);
  return promoted && { ...identityOf(rules, resource), promoted, scope: scopeLabels(rules, scope) };
}

/** Labels of a data point. */
export function seriesLabels(
  rules: ConverterRules,
  attributes: AttributeMap,
  shared: SharedLabels,
  metric: Pick<MetricShape, 'kind' | 'unit' | 'temporality'>,
): BuiltLabels {
  const built = attributeLabels(rules, attributes);
  const { labels } = built;
  for (const [name, value] of shared.promoted) if (!labels.has(name)) labels.set(name, value);
  for (const [name, value] of shared.scope) put(rules, labels, name, value);
  if (rules.unitLabel !== null) {
    const type = promType(metric);
    if (type !== undefined) labels.set('__type__', type);
    const unit = rules.unitLabel(metric.unit);
    if (unit !== undefined) put(rules, labels, '__unit__', unit);
  }
  putIdentity(rules, labels, shared);
  return built;
}

/** Labels of the resource's `target_info`; undefined where the server creates none. A name in it may still be rejected. */
export function targetInfoLabels(rules: ConverterRules, resource: AttributeMap): BuiltLabels | undefined {
  const describing = new Map([...resource].filter(([key]) => !IDENTIFYING.has(key)));
  if (describing.size === 0) return undefined;
  const built = attributeLabels(rules, rules.keepsIdentity ? resource : describing);
  if (built.refused !== undefined) return built;
  // From 3.7 on type and unit labels set an empty type here, which takes away an attribute of that name.
  if (rules.unitLabel !== null && rules.emptyIsAbsent) built.labels.delete('__type__');
  putIdentity(rules, built.labels, identityOf(rules, resource));
  const identified = built.labels.has('job') || built.labels.has('instance');
  return identified || !rules.targetInfoNeedsIdentity ? built : undefined;
}

/** Keys that become one label have their values joined in the order of the keys. */
function attributeLabels(rules: ConverterRules, attributes: AttributeMap): BuiltLabels {
  const labels: LabelMap = new Map();
  let refused: string | undefined;
  for (const key of [...attributes.keys()].toSorted(byCodePoint)) {
    const name = rules.labelName(key);
    if (name === '' && rules.refusesEmptyNames) refused ??= key;
    const value = rules.labelText(attributes.get(key) ?? null);
    const before = labels.get(name);
    put(rules, labels, name, before === undefined ? value : `${before};${value}`);
  }
  return { labels, refused };
}

function promotedLabels(rules: ConverterRules, resource: AttributeMap): LabelMap | undefined {
  const promoted: LabelMap = new Map();
  let keys = [...resource.keys()].filter(rules.promotes);
  if (rules.promotion === 'first by key') keys = keys.toSorted(byCodePoint);
  for (const key of keys) {
    const name = rules.promotedName(key);
    if (name === '' && rules.refusesEmptyPromoted) return undefined;
    if (rules.promotion !== 'last' && promoted.has(name)) continue;
    put(rules, promoted, name, rules.labelText(resource.get(key) ?? null));
  }
  return promoted;
}

/** A scope without a name is not promoted. Its name, version and schema win over its attributes. */
function scopeLabels(rules: ConverterRules, scope: MetricScope | undefined): LabelMap {
  const labels: LabelMap = new Map();
  if (!rules.promotesScope || scope === undefined || scope.name === '') return labels;
  for (const [key, value] of scope.attributes) {
    const name = rules.promotedName(`otel_scope_${key}`);
    const text = rules.labelText(value);
    if (text === '' && rules.emptySharedIsAbsent) labels.delete(name);
    else labels.set(name, text);
  }
  labels.set('otel_scope_name', scope.name);
  labels.set('otel_scope_version', scope.version);
  labels.set('otel_scope_schema_url', scope.schemaUrl ?? '');
  return labels;
}

function putIdentity(rules: ConverterRules, labels: LabelMap, { job, instance }: Identity): void {
  if (job !== undefined && !(job === '' && rules.emptySharedIsAbsent)) put(rules, labels, 'job', job);
  if (instance !== undefined && !(instance === '' && rules.emptySharedIsAbsent)) {
    put(rules, labels, 'instance', instance);
  }
}

function put(rules: ConverterRules, labels: LabelMap, name: string, value: string): void {
  if (value === '' && rules.emptyIsAbsent) labels.delete(name);
  else labels.set(name, value);
}

/** Prometheus has no type for deltas. */
function promType({ kind, temporality }: Pick<MetricShape, 'kind' | 'temporality'>): string | undefined {
  if (kind === 'gauge' || kind === 'summary') return kind;
  if (temporality === 'delta') return undefined;
  if (kind === 'counter') return 'counter';
  return kind === 'updown' ? 'gauge' : 'histogram';
}
