import { z } from 'zod';
import { metadataOrEmpty } from './metadata.ts';
import { flag, listOf, number, optional, protocol, text } from './shape-parts.ts';

const referenceShape = z.object({ name: text, optional: flag });
const keyShape = referenceShape.extend({ key: z.string() });

/** Source of the value of a variable. */
const valueFromShape = z.object({
  configMapKeyRef: optional(keyShape),
  secretKeyRef: optional(keyShape),
  fieldRef: optional(z.object({ fieldPath: z.string() })),
});

/** The API server accepts strings only; a number without quotes is a mistake that does not matter here. */
const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const containerShape = z.object({
  name: z.string(),
  image: text,
  restartPolicy: text,
  command: listOf(word),
  args: listOf(word),
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
      readOnly: flag,
    }),
  ),
});

export type Container = z.infer<typeof containerShape>;

/** Keys that a volume takes; without them it takes all. */
const items = listOf(z.object({ key: z.string() }));
const filesShape = referenceShape.extend({ items });

const volumeShape = z.object({
  name: z.string().default(''),
  configMap: optional(filesShape),
  secret: optional(z.object({ secretName: text, optional: flag, items })),
  projected: optional(
    z.object({
      sources: listOf(z.object({ configMap: optional(filesShape), secret: optional(filesShape) })),
    }),
  ),
});

const podSpecShape = z.object({
  hostNetwork: flag,
  nodeName: text,
  restartPolicy: text,
  dnsPolicy: text,
  containers: listOf(containerShape),
  initContainers: listOf(containerShape),
  volumes: listOf(volumeShape),
});

export type PodSpec = z.infer<typeof podSpecShape>;

/** Names of the ConfigMaps that are mounted as volumes. */
export function mountedConfigMaps({ volumes }: PodSpec): string[] {
  return volumes.flatMap(({ configMap, projected }) =>
    [configMap, ...(projected?.sources ?? []).map((source) => source.configMap)].flatMap(
      (map) => map?.name ?? [],
    ),
  );
}

/** A Pod of the core API. */
export const podShape = z.object({
  metadata: metadataOrEmpty,
  spec: podSpecShape,
  status: optional(z.object({ phase: text, podIP: text, podIPs: listOf(z.object({ ip: z.string() })) })),
});

const templateShape = z.object({ metadata: metadataOrEmpty, spec: podSpecShape });

/** An object with a pod template: a Deployment, StatefulSet, DaemonSet, ReplicaSet, Job … */
export const templatedShape = z.object({ spec: z.object({ replicas: number, template: templateShape }) });

export const cronJobShape = z.object({
  spec: z.object({ jobTemplate: z.object({ spec: z.object({ template: templateShape }) }) }),
});
