import { z } from 'zod';
import { type RelabelRule, relabelRule } from '../backend/prometheus-config.ts';
import { strategy } from '../backend/settings.ts';
import type { ManifestObject } from './documents.ts';
import { metadataShape } from './metadata.ts';
import { flag, listOf, number, optional, text } from './shape-parts.ts';

/** The Operator writes the fields of a rule in camel case, Prometheus in snake case. */
export const camelCaseRule = z.looseObject({}).transform((rule, context) => {
  const snakeCase = Object.entries(rule).map(([key, value]) => [
    key.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
    value,
  ]);
  const parsed = relabelRule.safeParse(Object.fromEntries(snakeCase));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'is not a relabelling rule' });
  return z.NEVER;
});

const names = z.array(z.string()).optional();

/*
 * A Prometheus of monitoring.coreos.com/v1, as far as it is read:
 * https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusSpec
 * Each function below parses its own fields, so that a mistake in another field does not matter to it.
 */
const specShape = z.object({
  version: text,
  image: text,
  otlp: optional(
    z.object({
      translationStrategy: strategy.optional(),
      promoteResourceAttributes: names,
      promoteAllResourceAttributes: flag,
      ignoreResourceAttributes: names,
      keepIdentifyingResourceAttributes: flag,
      promoteScopeMetadata: flag,
      convertHistogramsToNHCB: flag,
      labelNameUnderscoreSanitization: flag,
      labelNamePreserveMultipleUnderscores: flag,
    }),
  ),
  enableOTLPReceiver: flag,
  enableFeatures: listOf(z.string()),
  additionalArgs: listOf(z.object({ name: z.string(), value: z.coerce.string().optional() })),

  portName: text,
  replicas: number,
  listenLocal: flag,
  hostNetwork: flag,
  podMetadata: optional(metadataShape),

  routePrefix: text,
  web: optional(z.object({ tlsConfig: optional(z.looseObject({})) })),
  containers: listOf(z.object({ name: text, ports: listOf(z.unknown()) })),

  remoteWrite: listOf(z.object({ url: z.string(), writeRelabelConfigs: listOf(camelCaseRule) })),
});

const podFields = z.object({
  spec: specShape.pick({
    portName: true,
    replicas: true,
    listenLocal: true,
    hostNetwork: true,
    podMetadata: true,
  }),
});

const serverFields = z.object({
  metadata: z.object({ name: z.string(), namespace: text }),
  spec: specShape.pick({
    version: true,
    image: true,
    otlp: true,
    enableOTLPReceiver: true,
    enableFeatures: true,
    additionalArgs: true,
    routePrefix: true,
    listenLocal: true,
    web: true,
    containers: true,
  }),
});

const receiverField = z.object({ spec: specShape.pick({ enableOTLPReceiver: true }) });
const prefixField = z.object({ spec: specShape.pick({ routePrefix: true }) });
const remoteWriteField = z.object({ spec: specShape.pick({ remoteWrite: true }) });

/** The field that turns the OTLP receiver on, known to the Operator from 0.81 on. */
export const RECEIVER_FIELD = 'enableOTLPReceiver';

/** API group of the Prometheus Operator. */
export const OPERATOR_GROUP = 'monitoring.coreos.com';

/** Kind and version of an object; the version may be left out in a manifest that is only read. */
interface Header {
  readonly kind: string;
  readonly apiVersion?: string | undefined;
}

/** Whether an object is the Operator's resource of a server. An agent is another kind: it stores nothing. */
export function isPrometheus(object: Header): boolean {
  return isOfOperator(object, 'Prometheus');
}

export function isAlertmanager(object: Header): boolean {
  return isOfOperator(object, 'Alertmanager');
}

export function isOfOperator({ kind, apiVersion = `${OPERATOR_GROUP}/` }: Header, wanted: string): boolean {
  return kind === wanted && apiVersion.startsWith(`${OPERATOR_GROUP}/`);
}

/**
 * What the pods that the Operator makes depend on.
 *
 * @throws {z.ZodError}
 */
export function prometheusPods(content: unknown): z.output<typeof podFields>['spec'] {
  return podFields.parse(content).spec;
}

/**
 * The server that the Operator starts.
 *
 * @throws {z.ZodError} where the Operator rejects it
 */
export function prometheusServer(content: unknown): z.output<typeof serverFields> {
  return serverFields.parse(content);
}

export function turnsReceiverOn(content: unknown): boolean {
  return receiverField.safeParse(content).data?.spec[RECEIVER_FIELD] === true;
}

/** The Operator always passes a route prefix, by default the root, so the path of `externalUrl` is none. */
export function prometheusPrefix(content: unknown): string | undefined {
  return prefixField.safeParse(content).data?.spec.routePrefix;
}

/** Remote writes of a Prometheus or PrometheusAgent; none where the object is another, or they cannot be read. */
export function prometheusRemoteWrites(
  object: ManifestObject,
): readonly { readonly url: string; readonly rules: readonly RelabelRule[] }[] {
  if (!isPrometheus(object) && !isOfOperator(object, 'PrometheusAgent')) return [];
  const writes = remoteWriteField.safeParse(object.content).data?.spec.remoteWrite ?? [];
  return writes.map(({ url, writeRelabelConfigs }) => ({ url, rules: writeRelabelConfigs }));
}
