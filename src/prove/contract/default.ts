import { ATTRIBUTES, CATALOGUE, type MetricDefinition, type MetricName } from '../../shared/catalog/index.ts';
import type { Contract, ContractMetric } from './contract.ts';

/** Metrics that are recorded only when something goes wrong. */
const ABSENT_WHEN_WELL: ReadonlySet<MetricName> = new Set([
  'openclaw.webhook.error',
  'openclaw.session.stuck',
  'openclaw.session.stuck_age_ms',
]);

const NAME = 'openclaw';

/** Whether a contract is that of a gateway of this project, also one that was recorded under another name. */
export function isOfGateway({ name, metrics }: Contract): boolean {
  return (
    name === NAME || metrics.some(({ otlp, prometheus }) => /^openclaw[._]/.test(otlp ?? prometheus ?? ''))
  );
}

/** The contract of this project's gateway: the catalogue's 18 metrics under the job of its configuration. */
export function defaultContract(options: {
  readonly serviceName: string;
  readonly serviceNamespace?: string | undefined;
  /** Undefined for all instances. */
  readonly instance?: string | undefined;
  readonly flushIntervalMs: number;
}): Contract {
  const { serviceName, serviceNamespace, instance, flushIntervalMs } = options;
  return {
    name: NAME,
    job: serviceNamespace ? `${serviceNamespace}/${serviceName}` : serviceName,
    ...(instance === undefined ? {} : { instance }),
    flushIntervalMs,
    metrics: CATALOGUE.map((definition) => {
      const { name, kind, unit, attributes, description } = definition;
      return {
        otlp: name,
        kind,
        unit,
        attributes,
        ...valuesOf(definition),
        ...(definition.kind === 'histogram' ? { bounds: definition.buckets } : {}),
        mayBeIdle: ABSENT_WHEN_WELL.has(name),
        description,
      };
    }),
  };
}

/** The values of its closed attributes. */
function valuesOf({ attributes }: MetricDefinition): Pick<ContractMetric, 'values'> {
  const closed = attributes.flatMap((key): [string, readonly string[]][] => {
    const { values } = ATTRIBUTES[key];
    return values === 'open' ? [] : [[key, values]];
  });
  return closed.length === 0 ? {} : { values: Object.fromEntries(closed) };
}
