import { z } from 'zod';
import type { LabelSelector } from '../../network/index.ts';
import type { RelabelRule } from '../backend/prometheus-config.ts';
import type { ManifestObject } from './documents.ts';
import { selectorShape } from './network-policy.ts';
import { camelCaseRule, isOfOperator } from './prometheus-resource.ts';
import { flag, listOf, number, optional, text } from './shape-parts.ts';

const duration = z.union([z.string(), z.number()]).transform(String);

const endpointShape = z.object({
  port: text,
  portNumber: number,
  targetPort: optional(z.union([z.number(), z.string()])),
  path: text,
  scheme: text,
  params: optional(z.record(z.string(), z.unknown())),
  interval: optional(duration),
  honorLabels: flag,
  authorization: optional(z.looseObject({})),
  bearerTokenSecret: optional(z.looseObject({ name: text, key: text })),
  bearerTokenFile: text,
  basicAuth: optional(z.looseObject({})),
  oauth2: optional(z.looseObject({})),
  relabelings: listOf(camelCaseRule),
  metricRelabelings: listOf(camelCaseRule),
});

const monitorShape = z.object({
  spec: z.object({
    selector: selectorShape.nullish().transform((given) => given ?? {}),
    namespaceSelector: optional(z.object({ any: flag, matchNames: listOf(z.string()) })),
    endpoints: listOf(endpointShape),
    podMetricsEndpoints: listOf(endpointShape),
    jobLabel: text,
    sampleLimit: number,
    labelLimit: number,
    labelNameLengthLimit: number,
    labelValueLengthLimit: number,
    targetLimit: number,
  }),
});

/** One endpoint of a monitor: a port of each selected target, and how it is scraped. */
export interface MonitorEndpoint {
  /** Path within the object. */
  readonly at: readonly (string | number)[];
  /** Name of the port: of the Service for a ServiceMonitor, of the container for a PodMonitor. */
  readonly port: string | undefined;
  /** Port of the container by number, or for `targetPort` also by name. */
  readonly targetPort: number | string | undefined;
  /** `/metrics` where the monitor does not set it. */
  readonly path: string;
  readonly scheme: string;
  readonly hasCredentials: boolean;
  readonly honorLabels: boolean;
  readonly relabelings: readonly RelabelRule[];
  readonly metricRelabelings: readonly RelabelRule[];
}

/** Limits of a scrape by their names in Prometheus' configuration; those that are not set are absent, as is 0. */
export type ScrapeLimits = Readonly<Partial<Record<ScrapeLimit, number>>>;

export type ScrapeLimit =
  | 'sample_limit'
  | 'label_limit'
  | 'label_name_length_limit'
  | 'label_value_length_limit'
  | 'target_limit';

/** A ServiceMonitor or PodMonitor of the Prometheus Operator. */
export interface Monitor {
  readonly object: ManifestObject;
  readonly selects: 'Service' | 'Pod';
  readonly selector: LabelSelector;
  /** Namespaces of its targets; `own` is that of the monitor. */
  readonly namespaces: 'all' | 'own' | readonly string[];
  readonly endpoints: readonly MonitorEndpoint[];
  readonly limits: ScrapeLimits;
  /** Label of the target that becomes `job`; for a ServiceMonitor without it, the name of the Service. */
  readonly jobLabel: string | undefined;
}

/** Whether an object is a monitor of the Prometheus Operator. */
export function isMonitor(object: ManifestObject): boolean {
  return isOfOperator(object, 'ServiceMonitor') || isOfOperator(object, 'PodMonitor');
}

/**
 * A monitor; undefined where the object is another, or cannot be read.
 *
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor
 */
export function monitorOf(object: ManifestObject): Monitor | undefined {
  if (!isMonitor(object)) return undefined;
  const spec = monitorShape.safeParse(object.content).data?.spec;
  if (!spec) return undefined;
  const isService = object.kind === 'ServiceMonitor';
  const key = isService ? 'endpoints' : 'podMetricsEndpoints';
  const { namespaceSelector: within, selector, jobLabel } = spec;
  return {
    object,
    selects: isService ? 'Service' : 'Pod',
    selector,
    namespaces: within?.any ? 'all' : within && within.matchNames.length > 0 ? within.matchNames : 'own',
    endpoints: spec[key].map((endpoint, index) => ({
      at: ['spec', key, index],
      port: endpoint.port,
      targetPort: endpoint.targetPort ?? endpoint.portNumber,
      path: endpoint.path || '/metrics',
      scheme: (endpoint.scheme ?? 'http').toLowerCase(),
      hasCredentials: [
        endpoint.authorization,
        endpoint.bearerTokenSecret?.name,
        endpoint.bearerTokenFile,
        endpoint.basicAuth,
        endpoint.oauth2,
      ].some(Boolean),
      honorLabels: endpoint.honorLabels ?? false,
      relabelings: endpoint.relabelings,
      metricRelabelings: endpoint.metricRelabelings,
    })),
    limits: limitsOf({
      sample_limit: spec.sampleLimit,
      label_limit: spec.labelLimit,
      label_name_length_limit: spec.labelNameLengthLimit,
      label_value_length_limit: spec.labelValueLengthLimit,
      target_limit: spec.targetLimit,
    }),
    jobLabel,
  };
}

/** A limit of 0 is none. */
export function limitsOf(given: Readonly<Record<ScrapeLimit, number | undefined>>): ScrapeLimits {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value));
}

const serverShape = z.object({
  spec: z.object({
    serviceMonitorSelector: optional(selectorShape),
    serviceMonitorNamespaceSelector: optional(selectorShape),
    podMonitorSelector: optional(selectorShape),
    podMonitorNamespaceSelector: optional(selectorShape),
  }),
});

/** Which monitors a Prometheus takes. Without `monitors` it takes none; without `namespaces` those of its namespace. */
export interface MonitorSelection {
  readonly monitors: LabelSelector | undefined;
  readonly namespaces: LabelSelector | undefined;
}

/** What a Prometheus or PrometheusAgent takes; undefined where the object is another, or cannot be read. */
export function monitorSelection(
  object: ManifestObject,
  selects: Monitor['selects'],
): MonitorSelection | undefined {
  if (!isOfOperator(object, 'Prometheus') && !isOfOperator(object, 'PrometheusAgent')) return undefined;
  const spec = serverShape.safeParse(object.content).data?.spec;
  if (!spec) return undefined;
  return selects === 'Service'
    ? { monitors: spec.serviceMonitorSelector, namespaces: spec.serviceMonitorNamespaceSelector }
    : { monitors: spec.podMonitorSelector, namespaces: spec.podMonitorNamespaceSelector };
}
