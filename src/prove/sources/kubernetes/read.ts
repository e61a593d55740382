import { z } from 'zod';
import { tryJson } from '../../../shared/text/try-json.ts';
import type { HttpSource } from '../http.ts';
import type { ManifestObject } from '../manifests/documents.ts';
import { objectShape } from '../manifests/metadata.ts';
import { conditionsOf, type Listed, pluginsAbsent } from './conditions.ts';
import { CLUSTER_RESOURCES, type ClusterResource, type Gap, resourcePath } from './resources.ts';

/** The objects of a live cluster that could be read. */
export interface ClusterObjects {
  /** Name of its context. */
  readonly name: string;
  readonly objects: readonly ManifestObject[];
  /** Kinds that could be listed, with their API group: `apps/Deployment`; `Service` of the core. */
  readonly listed: readonly string[];
  readonly gaps: readonly Gap[];
}

const listShape = z.object({ items: z.array(z.unknown()).nullish() });

/**
 * Reads a cluster in a few requests; their number does not depend on the number of pods or namespaces.
 *
 * @throws {UnreachableError} where its API server does not respond
 */
export async function readCluster(http: HttpSource, name: string): Promise<ClusterObjects> {
  const always = CLUSTER_RESOURCES.filter(({ only }) => only === undefined);
  const answers = await listAll(http, name, always);
  // What a cluster has shows in its objects, and some of what it has in turn in those.
  for (let more = always; more.length > 0; answers.push(...(await listAll(http, name, more)))) {
    const conditions = conditionsOf(answers);
    more = CLUSTER_RESOURCES.filter(
      (resource) =>
        resource.only !== undefined &&
        conditions.has(resource.only) &&
        answers.every((answer) => answer.resource !== resource),
    );
  }
  return {
    name,
    objects: answers.flatMap(({ objects }) => objects),
    listed: [
      ...answers.flatMap(({ resource, gap }) => (gap ? [] : [groupKind(resource)])),
      ...pluginsAbsent(answers).map(groupKind),
    ],
    gaps: answers.flatMap(({ gap }) => gap ?? []),
  };
}

function listAll(http: HttpSource, name: string, resources: readonly ClusterResource[]): Promise<Listed[]> {
  return Promise.all(resources.map((resource) => list(http, name, resource)));
}

async function list(http: HttpSource, cluster: string, resource: ClusterResource): Promise<Listed> {
  const path = resourcePath(resource);
  const { named, fieldSelector } = resource;
  // From the API server's cache: it is recent enough for a diagnosis, and does not load etcd.
  const query: [string, string][] = [['resourceVersion', '0']];
  if (fieldSelector !== undefined) query.push(['fieldSelector', fieldSelector]);
  const { status, body } = await http.get(path, named === undefined ? query : []);
  const gap = (why: string): Listed => ({
    resource,
    objects: [],
    gap: { group: resource.group, kind: resource.kind, why },
  });
  // A cluster need not have this kind of object.
  if (status === 404) return { resource, objects: [], gap: undefined, absent: true };
  if (status === 401) return gap(`the cluster ${cluster} does not know these credentials (401)`);
  if (status === 403) {
    const verb = named === undefined ? 'list' : 'get';
    return gap(
      `may not ${verb} ${resourceName(resource)}: grant it, as deploy/components/cluster-rights does`,
    );
  }
  if (status !== 200) return gap(`${path} answered ${status}`);
  const content = tryJson(body);
  const items = named === undefined ? listShape.safeParse(content).data?.items : [content];
  if (!items) return gap(`${path} returned something else than a list`);
  return { resource, objects: items.flatMap((item) => liveObject(item, resource, cluster)), gap: undefined };
}

function liveObject(
  item: unknown,
  { group, version, kind }: ClusterResource,
  cluster: string,
): ManifestObject[] {
  // The items of a list have neither version nor kind.
  const given = { apiVersion: group === '' ? version : `${group}/${version}`, kind };
  const parsed = objectShape.safeParse({ ...(item as object), ...given });
  if (!parsed.success) return [];
  const { metadata } = parsed.data;
  return [
    {
      ...given,
      name: metadata.name ?? '',
      namespace: metadata.namespace,
      labels: metadata.labels,
      content: item,
      live: true,
      file: `cluster ${cluster}`,
      line: 0,
      document: 0,
      path: [],
      lineOf: () => 0,
    },
  ];
}

function resourceName({ group, resource }: ClusterResource): string {
  return group === '' ? resource : `${resource}.${group}`;
}

export function groupKind({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return group === '' ? kind : `${group}/${kind}`;
}
