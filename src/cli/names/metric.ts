import { ATTRIBUTES, CATALOGUE, METER_NAME } from '../../shared/catalog/index.ts';
import { type Contract, type ContractMetric, resourceOf, shapeOfMetric } from '../../prove/contract/index.ts';
import type { AttributeMap, MetricKind, MetricScope, MetricShape } from '../../prove/translate/index.ts';

/** A metric whose stored names are wanted. */
export interface AskedMetric {
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: string;
  readonly description: string;
  /** What is pushed; absent in a recorded contract, which has only the stored name. */
  readonly shape?: MetricShape;
  /** The stored names and labels of such a contract. */
  readonly recorded?: ContractMetric;
}

const OWN_METER: MetricScope = { name: METER_NAME, version: '', attributes: new Map() };

/** A meter that is not known; every SDK sends one. */
export const UNKNOWN_METER: MetricScope = {
  name: '<scope.name>',
  version: '<scope.version>',
  attributes: new Map(),
};

/** The 18 metrics as the gateway pushes them; values that depend on the traffic are in angle brackets. */
export function catalogueMetrics(): AskedMetric[] {
  const resource = new Map([
    ['service.name', 'openclaw'],
    ['service.instance.id', '<service.instance.id>'],
  ]);
  return CATALOGUE.map(({ name, kind, unit, attributes, description }) => ({
    name,
    kind,
    unit,
    description,
    shape: {
      name,
      kind,
      unit,
      resource,
      scope: OWN_METER,
      attributes: new Map(attributes.map((key) => [key, exampleValue(key)])),
    },
  }));
}

function exampleValue(key: keyof typeof ATTRIBUTES): string {
  const { values } = ATTRIBUTES[key];
  return values === 'open' ? `<${key}>` : (values[0] ?? '');
}

/** The metrics of a contract; values of attributes are in angle brackets. */
export function contractMetrics(contract: Contract): AskedMetric[] {
  const resource = resourceOf(contract);
  return contract.metrics.map((metric): AskedMetric => {
    const { otlp, kind, unit, description = '' } = metric;
    const common = { name: otlp ?? metric.prometheus ?? '', kind, unit, description };
    const shape = shapeOfMetric(metric, resource);
    return shape ? { ...common, shape: { ...shape, scope: UNKNOWN_METER } } : { ...common, recorded: metric };
  });
}

/** A metric of which only name, kind and unit are known. */
export function bareMetric(name: string, kind: MetricKind, unit: string): AskedMetric {
  const resource: AttributeMap = new Map([['service.name', '<service.name>']]);
  return {
    name,
    kind,
    unit,
    description: '',
    shape: { name, kind, unit, resource, scope: UNKNOWN_METER, attributes: new Map() },
  };
}
