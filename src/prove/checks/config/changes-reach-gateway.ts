import { createHash } from 'node:crypto';
import {
  annotationsOf,
  configMapOf,
  containerFlags,
  type ManifestSet,
  type Workload,
} from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Evidence, fail, type Judged, type Outcome, pass, unknown, warn } from '../../engine/outcome.ts';
import { gatewayStatus } from '../../evidence/gateway-status.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';
import { locationOf } from '../../evidence/manifest-location.ts';

/** A change of the ConfigMap reaches the gateway. */
export const configChangesReachGateway = defineCheck({
  id: 'TL109',
  link: 'config',
  title: 'Changes reach the gateway',
  proves: 'the ConfigMap is mounted as a whole volume, is not immutable, and is copied to a writable mount',
  explain:
    'Kubernetes updates a mounted ConfigMap in the pod, but not one that is mounted by subPath, and not one that is ' +
    'immutable. A sidecar that copies it needs a target that it can write. In each of these cases an edit is applied ' +
    'without an error, and the process keeps its old configuration. With a running gateway and a live cluster, both texts are ' +
    'compared.',
  severity: 'warning',
  modes: [74],
  needs: ['manifests', gatewayWorkload],
  uses: ['config', gatewayStatus],
  run: ({ manifests, config, gatewayWorkload: workload, gatewayStatus: status }) => {
    if (config && config.document.configMap === null && config.document.secret !== null)
      return unknown(`the configuration is in the Secret ${config.document.secret}, not in a ConfigMap`);
    const name = config?.document.configMap ?? workload.configMaps[0];
    const volumes = workload.volumes
      .filter(
        ({ configMap, projected }) =>
          configMap?.name === name || projected?.sources.some((each) => each.configMap?.name === name),
      )
      .map((volume) => volume.name);
    if (name === undefined || volumes.length === 0)
      return unknown('the manifests do not mount the ConfigMap of the configuration');
    const older = status && runsOlder(manifests, workload, name, status.config.hash, status.source);
    return (
      mountedBySubPath(workload, name, volumes, older) ??
      immutable(manifests, workload, name) ??
      copiedToReadOnly(workload, volumes) ??
      copiedOnce(manifests, workload, name, volumes, older) ??
      pass(`${name} is mounted as a whole volume, and may change`, [
        { source: described(workload), saw: `volume ${volumes[0]}` },
      ])
    );
  },
});

const AFFECTS = ['an edit of the ConfigMap never reaches the process'];

const RUNS_OLDER = 'the gateway runs with a text that the ConfigMap no longer has';

/** That the running gateway has a text which no key of the ConfigMap in the cluster has; undefined if it has one, or none is known. */
function runsOlder(
  manifests: ManifestSet,
  { pod }: Workload,
  name: string,
  hash: string | null | undefined,
  source: string,
): Evidence | undefined {
  const map = manifests.find('ConfigMap', { namespace: pod.namespace, name });
  // What a file has may not be applied yet.
  if (!hash || map?.live !== true || map.written !== undefined) return undefined;
  const texts = Object.values(configMapOf(map)?.data ?? {});
  const hashes = texts.map((text) => createHash('sha256').update(text).digest('hex'));
  if (texts.length === 0 || hashes.includes(hash)) return undefined;
  return { source, saw: `sha256 ${hash.slice(0, 12)}, which no key of ConfigMap ${name} has` };
}

function mountedBySubPath(
  workload: Workload,
  configMap: string,
  volumes: readonly string[],
  older: Evidence | undefined,
): Outcome<never> | undefined {
  const mount = mountsOf(workload).find(
    ({ name, subPath, subPathExpr }) => volumes.includes(name) && (subPath ?? subPathExpr) !== undefined,
  );
  if (!mount) return undefined;
  const path = mount.subPath ?? mount.subPathExpr;
  return fail(
    `${mount.container} mounts ${configMap} by subPath ${path}, which is never updated${older ? `: ${RUNS_OLDER}` : ''}`,
    [
      { source: described(workload), saw: `${mount.mountPath} by subPath ${path}` },
      ...(older ? [older] : []),
    ],
    {
      ...locationOf(workload.object),
      affects: AFFECTS,
      fix: { kind: 'manual', text: `mount the whole volume ${mount.name} on a folder, without subPath` },
    },
  );
}

function immutable(manifests: ManifestSet, { pod }: Workload, name: string): Outcome<never> | undefined {
  const map = manifests.find('ConfigMap', { namespace: pod.namespace, name });
  if (!map || !configMapOf(map)?.immutable) return undefined;
  return fail(
    `ConfigMap ${name} is immutable`,
    [{ source: `${map.file}: ConfigMap ${name}`, saw: 'immutable: true' }],
    {
      ...locationOf(map, ['immutable']),
      affects: ['no edit of it is accepted, and the pod would not see one'],
      fix: {
        kind: 'manual',
        text: 'remove immutable and create the ConfigMap again, or give each version its own name',
      },
    },
  );
}

/** Whether the sidecar copies to a mount that is read-only, as each mount of a ConfigMap is. */
function copiedToReadOnly(workload: Workload, volumes: readonly string[]): Outcome<never> | undefined {
  const sidecar = workload.running.find(({ command, args }) => [...command, ...args].includes('sync'));
  const target = sidecar && containerFlags(sidecar).get('to');
  const [mount] = mountsOf(workload)
    .filter(({ container, mountPath }) => container === sidecar?.name && target?.startsWith(`${mountPath}/`))
    .toSorted((a, b) => b.mountPath.length - a.mountPath.length);
  if (!mount || !(mount.readOnly === true || volumes.includes(mount.name))) return undefined;
  return fail(
    `${mount.container} copies to ${target}, which it cannot write`,
    [{ source: described(workload), saw: `${mount.mountPath} of ${mount.container} is read-only` }],
    {
      ...locationOf(workload.object),
      affects: AFFECTS,
      fix: { kind: 'manual', text: `mount ${mount.name} in ${mount.container} without readOnly` },
    },
  );
}

/** Annotations that make the pods start again with each change of a ConfigMap, by Helm or by Reloader. */
const RESTARTS = /^(?:checksum\/|(?:configmap\.)?reloader\.stakater\.com\/)/;

/**
 * Whether only containers that end mount the ConfigMap: they copy it once, when the pod starts. This is a note, as a
 * restart after each change may be what is wanted.
 */
function copiedOnce(
  manifests: ManifestSet,
  workload: Workload,
  name: string,
  volumes: readonly string[],
  older: Evidence | undefined,
): Outcome<never> | undefined {
  const { annotations, object, pod } = workload;
  if (workload.running.length === 0 || mountsOf(workload).some((mount) => volumes.includes(mount.name)))
    return undefined;
  const map = manifests.find('ConfigMap', { namespace: pod.namespace, name });
  const annotation = [...Object.keys(annotations), ...Object.keys(annotationsOf(object.content))].find(
    (key) => RESTARTS.test(key),
  );
  if (annotation !== undefined || map?.generated === true) {
    return pass(`the pod starts again with each change of ${name}`, [
      {
        source: described(workload),
        saw: annotation ?? `the name of ${name} changes with its content, as a generator makes it`,
      },
    ]);
  }
  const evidence: Judged = [
    { source: described(workload), saw: `no container that keeps running mounts ${volumes.join(', ')}` },
  ];
  if (older) {
    return fail(`only init containers mount ${name}: ${RUNS_OLDER}`, [...evidence, older], {
      ...locationOf(object),
      affects: AFFECTS,
      fix: {
        kind: 'manual',
        text: `restart the pod; a sidecar (throughline sync) that mounts ${name} carries the next change over`,
      },
    });
  }
  return warn(
    `only init containers mount ${name}: a change reaches the gateway when its pod starts again`,
    evidence,
    { ...locationOf(object), severity: 'note', affects: AFFECTS },
  );
}

/** A mount of a volume, with the container that has it. */
type Mount = Workload['running'][number]['volumeMounts'][number] & { readonly container: string };

function mountsOf({ running }: Workload): Mount[] {
  return running.flatMap(({ name: container, volumeMounts }) =>
    volumeMounts.map((mount) => ({ container, ...mount })),
  );
}

function described({ object }: Workload): string {
  return `${object.file}: ${object.kind} ${object.name}`;
}
