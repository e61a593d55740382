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
  /** The namespaces in which a listed kind was read, for those that were not read in all. */
  readonly within?: ReadonlyMap<string, readonly string[]>;
  readonly gaps: readonly Gap[];
}

const listShape = z.object({ items: z.array(z.unknown()).nullish() });

/** Whether a kind was read in a namespace: then an object that was not read is not there. */
export function isRead(
  { listed, within }: Pick<ClusterObjects, 'listed' | 'within'>,
  kind: string,
  namespace: string,
): boolean {
  return listed.includes(kind) && (within?.get(kind)?.includes(namespace) ?? true);
}

/**
 * Reads a cluster in a few requests; their number does not depend on the number of pods or namespaces.
 *
 * @param namespaces those in which ConfigMaps are read, and each kind that may not be listed in all of them; empty for all
 * @throws {UnreachableError} where its API server does not respond
 */
export async function readCluster(
  http: HttpSource,
  name: string,
  namespaces: readonly string[] = [],
): Promise<ClusterObjects> {
  const asked: Asked = { http, cluster: name, namespaces };
  const always = CLUSTER_RESOURCES.filter(({ only }) => only === undefined);
  const answers = await listAll(asked, always);
  const arePodsPartial = answers.some(({ resource, within }) => resource.kind === 'Pod' && within);
  const served = arePodsPartial ? await servedPlugins(http) : [];
  // What a cluster has shows in its objects, and some of what it has in turn in those.
  for (let more = always; more.length > 0; answers.push(...(await listAll(asked, more)))) {
    const conditions = conditionsOf(answers);
    more = CLUSTER_RESOURCES.filter(
      (resource) =>
        resource.only !== undefined &&
        (conditions.has(resource.only) || served.includes(resource)) &&
        answers.every((answer) => answer.resource !== resource),
    );
  }
  const listed = answers.filter(({ gap }) => !gap);
  return {
    name,
    objects: answers.flatMap(({ objects }) => objects),
    listed: [...listed.map(({ resource }) => groupKind(resource)), ...pluginsAbsent(answers).map(groupKind)],
    within: new Map(
      listed.flatMap(({ resource, within }) => (within ? [[groupKind(resource), within] as const] : [])),
    ),
    gaps: [...answers.flatMap(({ gap }) => gap ?? []), ...meshGaps(answers, namespaces)],
  };
}

interface Asked {
  readonly http: HttpSource;
  /** Name of its context. */
  readonly cluster: string;
  readonly namespaces: readonly string[];
}

const groupsShape = z.object({
  groups: z.array(z.object({ versions: z.array(z.object({ groupVersion: z.string() })) })),
});

/**
 * Kinds of network plugins that the API server has. Whether a plugin runs shows in its pods, whose namespace need not
 * be read: so its policies count wherever they can exist.
 */
async function servedPlugins(http: HttpSource): Promise<ClusterResource[]> {
  const { body } = await http.get('/apis');
  const groups = groupsShape.safeParse(tryJson(body)).data?.groups ?? [];
  const served = new Set(groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion)));
  const stored = served.has('crd.projectcalico.org/v1');
  return CLUSTER_RESOURCES.filter(
    ({ only, group, version }) =>
      (only === 'cilium' || only === 'calico' || only === 'ovn' || (only === 'calico-v3' && !stored)) &&
      served.has(`${group}/${version}`),
  );
}

const MESH_NAMESPACE = 'istio-system';

/** The rules of a mesh for all namespaces are in its own. */
function meshGaps(answers: readonly Listed[], namespaces: readonly string[]): Gap[] {
  return answers.flatMap(({ resource: { group, kind, only }, within }) => {
    if (only !== 'mesh' || !within || namespaces.includes(MESH_NAMESPACE)) return [];
    return [{ group, kind, why: `of the whole mesh are not read: name ${MESH_NAMESPACE} by --namespaces` }];
  });
}

function listAll(asked: Asked, resources: readonly ClusterResource[]): Promise<Listed[]> {
  return Promise.all(resources.map((resource) => list(asked, resource)));
}

async function list(asked: Asked, resource: ClusterResource): Promise<Listed> {
  const { namespaces } = asked;
  const hasNamespaces = namespaces.length > 0 && (!resource.clusterWide || resource.kind === 'Namespace');
  if (hasNamespaces && resource.whereNamed) return listWithin(asked, resource);
  const all = await listAt(asked, resource);
  return all.isForbidden && hasNamespaces ? listWithin(asked, resource) : all;
}

/** The objects in the namespaces that are named. */
async function listWithin(asked: Asked, resource: ClusterResource): Promise<Listed> {
  const { namespaces } = asked;
  const answers = await Promise.all(namespaces.map((namespace) => listAt(asked, resource, namespace)));
  return {
    resource,
    objects: answers.flatMap(({ objects }) => objects),
    gap: answers.find(({ gap }) => gap)?.gap,
    absent: resource.kind !== 'Namespace' && answers.every(({ absent }) => absent === true),
    within: namespaces,
  };
}

type Answer = Listed & { readonly isForbidden?: true };

async function listAt(
  { http, cluster }: Asked,
  resource: ClusterResource,
  namespace?: string,
): Promise<Answer> {
  const path = resourcePath(resource, namespace);
  const { named, fieldSelector } = resource;
  const isOne = named !== undefined || (namespace !== undefined && resource.kind === 'Namespace');
  // From the API server's cache: it is recent enough for a diagnosis, and does not load etcd.
  const query: [string, string][] = [['resourceVersion', '0']];
  if (fieldSelector !== undefined) query.push(['fieldSelector', fieldSelector]);
  const { status, body } = await http.get(path, isOne ? [] : query);
  const gap = (why: string, more: Pick<Gap, 'failed'> = { failed: true }): Answer => ({
    resource,
    objects: [],
    gap: { group: resource.group, kind: resource.kind, why, ...more },
  });
  // A cluster need not have this kind of object.
  if (status === 404) return { resource, objects: [], gap: undefined, absent: true };
  if (status === 401) return gap(`the cluster ${cluster} does not know these credentials (401)`);
  if (status === 403) {
    const may = `may not ${isOne ? 'get' : 'list'} ${resourceName(resource)}`;
    return { ...gap(`${may}${rightToGrant(resource, namespace)}`, {}), isForbidden: true };
  }
  if (status !== 200) return gap(`${path} answered ${status}`);
  const content = tryJson(body);
  const items = isOne ? [content] : listShape.safeParse(content).data?.items;
  if (!items) return gap(`${path} returned something else than a list`);
  return { resource, objects: items.flatMap((item) => liveObject(item, resource, cluster)), gap: undefined };
}

/** Where a right is missing, and which component grants it. */
function rightToGrant({ whereNamed }: ClusterResource, namespace: string | undefined): string {
  if (namespace !== undefined)
    return ` in namespace ${namespace}: grant it, as deploy/components/rights does`;
  return whereNamed
    ? ' in all namespaces: name some by --namespaces, and grant it there, as deploy/components/rights does'
    : ': grant it, as deploy/components/cluster-rights does';
}

function liveObject(
  item: unknown,
  { group, version, kind }: ClusterResource,
  cluster: string,
): ManifestObject[] {
  // The items of a list have neither version nor kind.
  const given = { apiVersion: group === '' ? version : `${group}/${version}`, kind };
  const content = { ...given, ...(item as object) };
  const parsed = objectShape.safeParse(content);
  if (!parsed.success) return [];
  const { metadata } = parsed.data;
  return [
    {
      ...given,
      name: metadata.name ?? '',
      namespace: metadata.namespace,
      labels: metadata.labels,
      content,
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
