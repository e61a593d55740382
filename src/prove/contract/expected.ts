import {
  type AttributeMap,
  type Backend,
  createTranslator,
  type MetricKind,
  type MetricShape,
  type Translator,
} from '../translate/index.ts';
import type { Contract, ContractMetric } from './contract.ts';

/** One metric of a contract as a backend should hold it. */
export interface ExpectedMetric {
  readonly metric: ContractMetric;
  /** Name of the metric's family, without `_bucket`, `_count`, `_sum`. */
  readonly prometheus: string;
  /** Name of the one series family that counts its data: `<name>_count` for a histogram, else the name itself. */
  readonly countSeries: string;
  /** Every stored name. */
  readonly series: readonly string[];
  /** Names of the labels that its attributes become. */
  readonly labels: readonly string[];
  /** Labels that only some of its series have. */
  readonly optionalLabels: readonly string[];
}

/** A contract's metrics as a backend stores them, by its settings. */
export function expectedMetrics(contract: Contract, backend: Backend): ExpectedMetric[] {
  const translator = createTranslator(backend);
  return contract.metrics.map((metric) => expectedMetric(metric, translator));
}

export function expectedMetric(metric: ContractMetric, translator: Translator): ExpectedMetric {
  const stored = metric.prometheus;
  const isStored = stored !== undefined && metric.otlp === undefined;
  const labelName = (key: string): string => (isStored ? key : translator.labelName(key));
  const prometheus = stored ?? translator.metricName(metric.otlp ?? '', metric.kind, metric.unit);
  return {
    metric,
    prometheus,
    countSeries: countSeriesOf(prometheus, metric.kind),
    series: seriesOf(prometheus, metric.kind),
    labels: metric.attributes.map(labelName),
    optionalLabels: (metric.optionalAttributes ?? []).map(labelName),
  };
}

/** A metric as a service with this resource pushes it; values are in angle brackets. Undefined without an OTLP name. */
export function shapeOfMetric(
  { otlp, kind, unit, attributes }: ContractMetric,
  resource: AttributeMap,
): MetricShape | undefined {
  if (otlp === undefined) return undefined;
  return {
    name: otlp,
    kind,
    unit,
    resource,
    attributes: new Map(attributes.map((key) => [key, `<${key}>`])),
  };
}

/** Labels that identify the series of a service in a backend. */
export function identityLabels(
  contract: Contract,
  backend: Backend,
  instance?: string,
): Record<string, string> {
  const id = instance ?? contract.instance;
  const resource = resourceOf({ ...contract, ...(id === undefined ? {} : { instance: id }) });
  const context = createTranslator(backend).within(resource);
  return Object.fromEntries(context.labels(new Map()) ?? []);
}

/** `service.name` of a contract's service: its job without the namespace. */
export function serviceNameOf({ job, name }: Pick<Contract, 'job' | 'name'>): string {
  return job === undefined ? name : job.slice(job.indexOf('/') + 1);
}

/** The resource attributes of a contract's service, from its job and instance. */
export function resourceOf({ job, instance }: Pick<Contract, 'job' | 'instance'>): AttributeMap {
  const resource = new Map<string, string>();
  if (job !== undefined) {
    const slash = job.indexOf('/');
    resource.set('service.name', job.slice(slash + 1));
    if (slash >= 0) resource.set('service.namespace', job.slice(0, slash));
  }
  if (instance !== undefined) resource.set('service.instance.id', instance);
  return resource;
}

function countSeriesOf(name: string, kind: MetricKind): string {
  return kind === 'histogram' || kind === 'summary' ? `${name}_count` : name;
}

function seriesOf(name: string, kind: MetricKind): readonly string[] {
  if (kind === 'histogram') return [`${name}_bucket`, `${name}_count`, `${name}_sum`];
  if (kind === 'summary') return [name, `${name}_count`, `${name}_sum`];
  return [name];
}
