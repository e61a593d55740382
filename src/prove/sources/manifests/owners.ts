import { z } from 'zod';
import type { ManifestObject } from './documents.ts';

const ownedShape = z.object({
  metadata: z.object({
    ownerReferences: z.array(
      z.object({ kind: z.string(), name: z.string(), controller: z.boolean().nullish() }),
    ),
  }),
});

const TEMPLATE_HASH = 'pod-template-hash';

/**
 * Kind and name of the object's controller, such as `Deployment/openclaw`. A ReplicaSet is replaced by the Deployment
 * that it is named after, so that ReplicaSets need not be known.
 */
export function ownerOf({ content, labels }: ManifestObject): string | undefined {
  const owners = ownedShape.safeParse(content).data?.metadata.ownerReferences ?? [];
  const owner = owners.find(({ controller }) => controller);
  if (!owner) return undefined;
  const hash = labels[TEMPLATE_HASH];
  if (owner.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`)) {
    return `Deployment/${owner.name.slice(0, -hash.length - 1)}`;
  }
  return `${owner.kind}/${owner.name}`;
}

const BATCH_KINDS = new Set(['Job', 'CronJob']);

const restartShape = z.object({ spec: z.object({ restartPolicy: z.enum(['Never', 'OnFailure']) }) });

/** Whether pods of an object end by themselves: a Job, a CronJob, a pod of a Job, or a pod that is not restarted. */
export function runsToCompletion(object: ManifestObject): boolean {
  return (
    BATCH_KINDS.has(object.kind) ||
    ownerOf(object)?.startsWith('Job/') === true ||
    (object.kind === 'Pod' && restartShape.safeParse(object.content).success)
  );
}
