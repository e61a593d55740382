import { z } from 'zod';
import type { NetworkPolicy } from '../../network/index.ts';

/*
 * Kubernetes objects as people write them: what is not read here is let through, and null counts as absent, as it does
 * for the API server.
 */
const text = z.string().nullish().transform(orUndefined);
const number = z.number().nullish().transform(orUndefined);
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((given) => given ?? {});
const protocol = z
  .enum(['TCP', 'UDP', 'SCTP'])
  .nullish()
  .transform((given) => given ?? 'TCP');
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((given) => given ?? []);
const optional = <T extends z.ZodType>(shape: T) => shape.nullish().transform(orUndefined);

function orUndefined<T>(given: T | null | undefined): T | undefined {
  return given ?? undefined;
}

export const metadataShape = z.object({
  name: text,
  generateName: text,
  namespace: text,
  labels,
  annotations: labels,
});

export const objectShape = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataShape.nullish().transform((given) => given ?? metadataShape.parse({})),
});

const selectorShape = z.object({
  matchLabels: optional(z.record(z.string(), z.string())),
  matchExpressions: optional(
    z.array(z.object({ key: z.string(), operator: z.string(), values: optional(z.array(z.string())) })),
  ),
});

const peerShape = z.object({
  podSelector: optional(selectorShape),
  namespaceSelector: optional(selectorShape),
  ipBlock: optional(z.object({ cidr: z.string(), except: optional(z.array(z.string())) })),
});

const portsShape = optional(
  z.array(z.object({ protocol: text, port: optional(z.union([z.number(), z.string()])), endPort: number })),
);
const peersShape = optional(z.array(peerShape));

export const policyShape = z.object({
  spec: z.object({
    podSelector: optional(selectorShape),
    policyTypes: optional(z.array(z.string())),
    ingress: optional(z.array(z.object({ from: peersShape, ports: portsShape }))),
    egress: optional(z.array(z.object({ to: peersShape, ports: portsShape }))),
  }),
}) satisfies z.ZodType<Pick<NetworkPolicy, 'spec'>>;

export const serviceShape = z.object({
  spec: z.object({
    type: text,
    externalName: text,
    clusterIP: text,
    clusterIPs: listOf(z.string()),
    selector: optional(z.record(z.string(), z.string())),
    ports: listOf(
      z.object({
        name: text,
        port: z.number(),
        targetPort: optional(z.union([z.number(), z.string()])),
        protocol,
      }),
    ),
  }),
});

const referenceShape = z.object({ name: text, optional: optional(z.boolean()) });
const keyShape = referenceShape.extend({ key: z.string() });

/** Where the value of a variable comes from. */
const valueFromShape = z.object({
  configMapKeyRef: optional(keyShape),
  secretKeyRef: optional(keyShape),
  fieldRef: optional(z.object({ fieldPath: z.string() })),
});

const containerShape = z.object({
  name: z.string(),
  restartPolicy: text,
  args: listOf(z.string()),
  ports: listOf(z.object({ name: text, containerPort: z.number(), protocol })),
  env: listOf(z.object({ name: z.string(), value: text, valueFrom: optional(valueFromShape) })),
  envFrom: listOf(
    z.object({ prefix: text, configMapRef: optional(referenceShape), secretRef: optional(referenceShape) }),
  ),
  volumeMounts: listOf(
    z.object({
      name: z.string(),
      mountPath: z.string(),
      subPath: text,
      subPathExpr: text,
      readOnly: optional(z.boolean()),
    }),
  ),
});

export type Container = z.infer<typeof containerShape>;

const volumeShape = z.object({
  name: z.string().default(''),
  configMap: optional(z.object({ name: text })),
  projected: optional(
    z.object({ sources: listOf(z.object({ configMap: optional(z.object({ name: text })) })) }),
  ),
});

export const podSpecShape = z.object({
  hostNetwork: optional(z.boolean()),
  dnsPolicy: text,
  containers: listOf(containerShape),
  initContainers: listOf(containerShape),
  volumes: listOf(volumeShape),
});

export type PodSpec = z.infer<typeof podSpecShape>;

export const podShape = z.object({
  spec: podSpecShape,
  status: optional(z.object({ phase: text, podIP: text, podIPs: listOf(z.object({ ip: z.string() })) })),
});

const templateShape = z.object({
  metadata: metadataShape.nullish().transform((given) => given ?? metadataShape.parse({})),
  spec: podSpecShape,
});

export const workloadShape = z.object({ spec: z.object({ replicas: number, template: templateShape }) });

export const cronJobShape = z.object({
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template: templateShape }) }) }),
});

/** monitoring.coreos.com/v1 Prometheus, of the Prometheus Operator. */
export const prometheusShape = z.object({
  spec: z.object({
    portName: text,
    replicas: number,
    listenLocal: optional(z.boolean()),
    hostNetwork: optional(z.boolean()),
    podMetadata: optional(metadataShape),
  }),
});
