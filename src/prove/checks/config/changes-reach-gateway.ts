import { configMapOf } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { gatewayWorkload } from '../../evidence/gateway-workload.ts';

/** A change of the ConfigMap reaches the gateway. */
export const configChangesReachGateway = defineCheck({
  id: 'TL109',
  link: 'config',
  title: 'Changes reach the gateway',
  proves:
    'the ConfigMap is mounted as a whole volume, may change, and is copied to a place that can be written',
  explain:
    'Kubernetes renews a mounted ConfigMap in the pod, but never one that is mounted by subPath, and never one that ' +
    'is immutable. A sidecar that copies it needs a target that it can write. In each case an edit is applied ' +
    'without a word, and the process goes on with what it has.',
  severity: 'warning',
  modes: [74],
  needs: ['manifests', gatewayWorkload],
  uses: ['config'],
  run: ({ manifests, config, gatewayWorkload: workload }) => {
    const { object, running, volumes, pod } = workload;
    const name = config?.document.configMap ?? workload.configMaps[0];
    const holding = volumes.filter(
      ({ configMap, projected }) =>
        configMap?.name === name || projected?.sources.some((each) => each.configMap?.name === name),
    );
    if (name === undefined || holding.length === 0)
      return unknown('the manifests do not mount the ConfigMap of the configuration');
    const source = `${object.file}: ${object.kind} ${object.name}`;
    const location = { file: object.file, line: object.line };
    const names = new Set(holding.map((volume) => volume.name));
    const mounts = running.flatMap((container) =>
      container.volumeMounts.map((mount) => ({ container: container.name, ...mount })),
    );
    const bySubPath = mounts.find(
      (mount) => names.has(mount.name) && (mount.subPath ?? mount.subPathExpr) !== undefined,
    );
    if (bySubPath) {
      const path = bySubPath.subPath ?? bySubPath.subPathExpr;
      return fail(
        `${bySubPath.container} mounts ${name} by subPath ${path}, which is never renewed`,
        [{ source, saw: `${bySubPath.mountPath} by subPath ${path}` }],
        {
          location,
          affects: ['an edit of the ConfigMap never reaches the process'],
          fix: {
            kind: 'manual',
            text: `mount the whole volume ${bySubPath.name} on a folder, without subPath`,
          },
        },
      );
    }
    const map = manifests.find('ConfigMap', { namespace: pod.namespace, name });
    if (map && configMapOf(map)?.immutable) {
      return fail(
        `ConfigMap ${name} is immutable`,
        [{ source: `${map.file}: ConfigMap ${name}`, saw: 'immutable: true' }],
        {
          location: { file: map.file, line: map.lineOf(['immutable']) },
          affects: ['no edit of it is accepted, and the pod would not see one'],
          fix: {
            kind: 'manual',
            text: 'take immutable out and make the ConfigMap anew, or give each version a name',
          },
        },
      );
    }
    const copier = running.find(({ args }) => args.includes('sync'));
    const target = copier?.args[copier.args.indexOf('--to') + 1];
    const onto = mounts
      .filter((mount) => mount.container === copier?.name && target?.startsWith(`${mount.mountPath}/`))
      .toSorted((a, b) => b.mountPath.length - a.mountPath.length)[0];
    if (copier && onto && (onto.readOnly === true || names.has(onto.name))) {
      return fail(
        `${copier.name} copies to ${target}, which it cannot write`,
        [{ source, saw: `${onto.mountPath} of ${copier.name} is read-only` }],
        {
          location,
          affects: ['an edit of the ConfigMap never reaches the process'],
          fix: { kind: 'manual', text: `mount ${onto.name} in ${copier.name} without readOnly` },
        },
      );
    }
    return pass(`${name} is mounted whole, and may change`, [{ source, saw: `volume ${holding[0]?.name}` }]);
  },
});
