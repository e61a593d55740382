import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpAnswer, HttpSource } from '../../src/prove/sources/index.ts';

/** A Kubernetes object, as in a manifest. */
export interface ApplicableObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly status?: unknown;
}

const PLURALS: Readonly<Record<string, string>> = {
  NetworkPolicy: 'networkpolicies',
  Prometheus: 'prometheuses',
  PeerAuthentication: 'peerauthentications',
  CiliumNetworkPolicy: 'ciliumnetworkpolicies',
};

const CLUSTER_WIDE = new Set([
  'Namespace',
  'PersistentVolume',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
]);

/** A definition needs a moment until its objects are accepted. */
const PATIENCE_MS = 10_000;

/**
 * Creates or replaces objects, one after the other, and sets their status. Server-side apply is not used: it rejects a field
 * that a definition does not know, while create and replace drop it silently.
 */
export async function applyObjects(http: HttpSource, objects: readonly ApplicableObject[]): Promise<void> {
  for (const object of objects) {
    await createOrReplace(http, object);
    if (object.status !== undefined) await replace(http, object, '/status');
    if (object.kind === 'CustomResourceDefinition') await untilServed(http, object);
  }
}

async function createOrReplace(http: HttpSource, object: ApplicableObject): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const folder = folderOf(object);
    const answer = await http.send('POST', folder, JSON.stringify(object), 'application/json');
    if (answer.status === 409) return replace(http, object);
    if (answer.status < 300) return;
    if (answer.status !== 404 || Date.now() > end) throw refused(folder, answer);
    await sleep(100);
  }
}

async function replace(http: HttpSource, object: ApplicableObject, subresource = ''): Promise<void> {
  const path = `${folderOf(object)}/${object.metadata.name}`;
  const stored = JSON.parse((await http.get(path)).body) as { metadata: { resourceVersion: string } };
  const { resourceVersion } = stored.metadata;
  const body = JSON.stringify({ ...object, metadata: { ...object.metadata, resourceVersion } });
  const answer = await http.send('PUT', `${path}${subresource}`, body, 'application/json');
  if (answer.status >= 300) throw refused(path, answer);
}

/** Waits for a definition: a process that starts before it is served does not see it. */
async function untilServed(http: HttpSource, definition: ApplicableObject): Promise<void> {
  const { group, names, versions } = (definition as unknown as { spec: DefinitionSpec }).spec;
  const path = `/apis/${group}/${versions[0]?.name}/${names.plural}`;
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await http.get(path);
    if (answer.status === 200) return;
    if (Date.now() > end) throw refused(path, answer);
    await sleep(50);
  }
}

interface DefinitionSpec {
  readonly group: string;
  readonly names: { readonly plural: string };
  readonly versions: readonly { readonly name: string }[];
}

function refused(path: string, { status, body }: HttpAnswer): Error {
  return new Error(`${path} responds ${status}: ${body.slice(0, 500)}`);
}

function folderOf({ apiVersion, kind, metadata }: ApplicableObject): string {
  const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  const within = CLUSTER_WIDE.has(kind) ? '' : `/namespaces/${metadata.namespace ?? 'default'}`;
  return `${base}${within}/${plural}`;
}
