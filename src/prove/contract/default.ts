import {
  type AttributeKey,
  ATTRIBUTES,
  CATALOGUE,
  type MetricDefinition,
  type MetricName,
} from '../../shared/catalog/index.ts';
import type { Contract, ContractMetric } from './contract.ts';

/** Metrics that are recorded only when something goes wrong. */
const ABSENT_WHEN_WELL: ReadonlySet<MetricName> = new Set([
  'openclaw.webhook.error',
  'openclaw.session.stuck',
  'openclaw.session.stuck_age_ms',
]);

const NAME = 'openclaw';

/** Attributes that a gateway of OpenClaw does not say, so that this project's plugin leaves them out there. */
const UNSAID_BY_OPENCLAW: readonly (readonly [RegExp, AttributeKey])[] = [
  [/^openclaw\.(?:run|webhook)\./, 'status'],
  [/^openclaw\.message\.(?:processed|duration_ms)$/, 'source'],
  // By default; the setting sessionKey of the plugin sends it.
  [/^openclaw\.session\./, 'sessionKey'],
];

/** Metrics that a healthy gateway of OpenClaw may never send: not each channel has webhooks, and nothing emits attempts. */
const IDLE_IN_OPENCLAW = /^openclaw\.(?:webhook\.|run\.attempt$)/;

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
  /** The gateway that this project's plugin runs in, where that is another one. */
  readonly host?: 'openclaw' | undefined;
}): Contract {
  const { serviceName, serviceNamespace, instance, flushIntervalMs, host } = options;
  return {
    name: NAME,
    job: serviceNamespace ? `${serviceNamespace}/${serviceName}` : serviceName,
    ...(instance === undefined ? {} : { instance }),
    flushIntervalMs,
    metrics: CATALOGUE.map((definition) => {
      const { name, kind, unit, description } = definition;
      return {
        otlp: name,
        kind,
        unit,
        ...attributesOf(definition, host),
        ...valuesOf(definition),
        ...(definition.kind === 'histogram' ? { bounds: definition.buckets } : {}),
        mayBeIdle: ABSENT_WHEN_WELL.has(name) || (host === 'openclaw' && IDLE_IN_OPENCLAW.test(name)),
        description,
      };
    }),
  };
}

function attributesOf(
  { name, attributes }: MetricDefinition,
  host: 'openclaw' | undefined,
): Pick<ContractMetric, 'attributes' | 'optionalAttributes'> {
  const unsaid = attributes.filter(
    (key) =>
      host === 'openclaw' &&
      UNSAID_BY_OPENCLAW.some(([metric, attribute]) => attribute === key && metric.test(name)),
  );
  if (unsaid.length === 0) return { attributes };
  return { attributes: attributes.filter((key) => !unsaid.includes(key)), optionalAttributes: unsaid };
}

/** The values of its closed attributes. */
function valuesOf({ attributes }: MetricDefinition): Pick<ContractMetric, 'values'> {
  const closed = attributes.flatMap((key): [string, readonly string[]][] => {
    const { values } = ATTRIBUTES[key];
    return values === 'open' ? [] : [[key, values]];
  });
  return closed.length === 0 ? {} : { values: Object.fromEntries(closed) };
}
