import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { HttpSource } from '../http.ts';
import type { ManifestObject } from '../manifests/documents.ts';

/** A PodTemplate of a live cluster, or why it cannot be read. */
export type PodTemplateReading =
  | { readonly ok: true; readonly object: ManifestObject }
  | { readonly ok: false; readonly error: string };

const templateShape = z.object({ template: z.record(z.string(), z.unknown()) });

/**
 * Reads a PodTemplate: the pods that a workload of the same name is about to have. It becomes a Deployment until it is
 * known what it replaces: a Deployment and a StatefulSet take the same template.
 *
 * @throws {UnreachableError} where the API server does not respond
 */
export async function readPodTemplate(
  http: HttpSource,
  cluster: string,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<PodTemplateReading> {
  const named = `PodTemplate ${namespace}/${name}`;
  const { status, body } = await http.get(`/api/v1/namespaces/${namespace}/podtemplates/${name}`);
  if (status === 404) return { ok: false, error: `the cluster has no ${named}` };
  if (status === 403) {
    const right = `get on podtemplates/${name} in the namespace ${namespace}`;
    return { ok: false, error: `${named} may not be read: grant ${right}` };
  }
  const parsed = status === 200 ? templateShape.safeParse(tryJson(body)) : undefined;
  if (!parsed?.success)
    return { ok: false, error: `${named} cannot be read: the API server responded ${status}` };
  return {
    ok: true,
    object: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      name,
      namespace,
      labels: {},
      content: { metadata: { namespace, name }, spec: { replicas: 1, template: parsed.data.template } },
      live: true,
      ofPodTemplate: true,
      file: `cluster ${cluster}, ${named}`,
      line: 0,
      document: 0,
      path: [],
      lineOf: () => 0,
    },
  };
}
