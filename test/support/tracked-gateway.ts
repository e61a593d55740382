import {
  applicationOf,
  inForce,
  type ManifestObject,
  type ManifestSet,
} from '../../src/prove/sources/index.ts';
import type { ClusterView } from '../../src/prove/index.ts';
import { clusterView } from './cluster-view.ts';
import { AUTOMATED, REPO } from './argo-status.ts';

const LABELS = { 'app.kubernetes.io/name': 'openclaw' };
const CONFIGURATION = { 'openclaw.json': '{ "diagnostics": { "otel": {} } }' };

type Tracked = {
  readonly cluster: ClusterView;
  readonly manifests: ManifestSet;
};

/**
 * A gateway in a live cluster that the Application `argocd/openclaw` applies.
 *
 * @param more a part of its spec; the data of the ConfigMap, else only the configuration; and its managed fields
 */
export function trackedGateway(
  status: object,
  more: {
    readonly spec?: object;
    readonly data?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly object[];
  } = {},
): Tracked {
  const { spec, data = CONFIGURATION, managedFields } = more;
  const application = applicationOf({
    spec: {
      project: 'default',
      source: { repoURL: REPO, path: '.', targetRevision: 'main' },
      destination: { namespace: 'openclaw' },
      syncPolicy: AUTOMATED,
      ...spec,
    },
    status,
  });
  if (!application) throw new Error('the Application cannot be read');
  const volumes = [{ name: 'configmap', configMap: { name: 'openclaw-config' } }];
  const containers = [{ name: 'gateway', image: 'throughline:0.1.0' }];
  const template = { metadata: { labels: LABELS }, spec: { containers, volumes } };
  const objects = [
    live('v1', 'ConfigMap', 'openclaw-config', { data }, managedFields),
    live('apps/v1', 'Deployment', 'openclaw', { spec: { selector: { matchLabels: LABELS }, template } }),
  ];
  const reading = { name: 'lab', objects, listed: ['ConfigMap', 'apps/Deployment'], gaps: [] };
  const cluster = clusterView({ ok: true, value: reading });
  return {
    cluster: {
      ...cluster,
      application: () => Promise.resolve({ ok: true, value: { ok: true, application } }),
    },
    manifests: inForce(reading),
  };
}

function live(
  apiVersion: string,
  kind: string,
  name: string,
  content: object,
  managedFields?: readonly object[],
): ManifestObject {
  const group = apiVersion.split('/').at(-2) ?? '';
  const annotations = { 'argocd.argoproj.io/tracking-id': `openclaw:${group}/${kind}:openclaw/${name}` };
  const metadata = { name, namespace: 'openclaw', labels: LABELS, annotations, managedFields };
  return {
    apiVersion,
    kind,
    name,
    namespace: 'openclaw',
    labels: LABELS,
    content: { ...content, metadata },
    live: true,
    file: 'cluster lab',
    line: 0,
    document: 0,
    path: [],
    lineOf: () => 0,
  };
}
