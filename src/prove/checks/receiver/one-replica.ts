import { isPrometheus, type ManifestObject, type ManifestSet, type Workload } from '../../sources/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { pass, skip, unknown, warn } from '../../engine/outcome.ts';
import { type DescribedReceiver, describedReceivers } from '../../evidence/described-receivers.ts';
import { locationOf, sourceOf } from '../../evidence/manifest-location.ts';

const SIDECAR = 'thanos-sidecar';

/** The Service of the endpoint leads to one Prometheus. */
export const receiverOneReplica = defineCheck({
  id: 'TL531',
  link: 'receiver',
  title: 'One Prometheus gets every push',
  proves: "the endpoint's Service leads to one Prometheus, by its manifests",
  explain:
    'A Service in front of several replicas gives each push to one of them, as kube-prometheus has by default (replicas: 2). ' +
    'With session affinity that is always the same one, and a check beside the gateway reads it there; the other has nothing: ' +
    'graphs and alerts depend on which one they are read from, and an alert for absent metrics is evaluated in each. Push to a ' +
    'collector that exports to each replica by its own address, or read through what merges them (Thanos, remote write).',
  severity: 'warning',
  modes: [43],
  onlyPushed: true,
  needs: [describedReceivers, 'manifests'],
  uses: ['replicas'],
  run: ({ describedReceivers: receivers, manifests, replicas }) => {
    const behind = receivers
      .filter(({ backend }) => backend.flavour === 'prometheus')
      .flatMap((receiver) => {
        const workload = manifests.running.find(({ object }) => object === receiver.object);
        return workload ? [{ receiver, workload }] : [];
      });
    const [first] = behind;
    if (!first) return unknown('the manifests hold no workload of a Prometheus behind the endpoint');
    const count = behind.reduce((sum, { workload }) => sum + workload.replicas, 0);
    const evidence = [evidenceOf(first.receiver, first.workload, count)] as const;
    const title = first.receiver.backend.object;
    if (count <= 1) return pass(`${title} alone gets every push`, evidence);
    const merged = mergedBy(first.workload, manifests);
    if (merged !== undefined)
      return skip(`${title} has ${count} replicas, and ${merged}: what reads through that has all`, evidence);
    if ((replicas?.length ?? 0) > 0)
      return skip('the replicas that were given are compared by their data: TL510', evidence);
    return warn(`each push reaches one of ${count} replicas: ${title}`, evidence, {
      ...locationOf(first.workload.object, ['spec', 'replicas']),
      affects: [
        'whatever is read from the other: graphs have holes or nothing, alerts for absent metrics fire',
      ],
      fix: {
        kind: 'manual',
        text: 'push to a collector that exports to each replica by its own address, such as that of its pod',
      },
    });
  },
});

function evidenceOf({ object, backend }: DescribedReceiver, { object: { kind } }: Workload, count: number) {
  const source = sourceOf(object, kind === 'Pod' ? [] : ['spec', 'replicas']);
  return { source, saw: `${backend.object}: ${count} ${count === 1 ? 'pod' : 'pods'} behind the endpoint` };
}

/** What merges the replicas for those who read, as far as manifests show it. */
function mergedBy(workload: Workload, manifests: ManifestSet): string | undefined {
  const spec = resourceOf(workload, manifests)?.content as
    | { readonly spec?: { readonly thanos?: unknown; readonly remoteWrite?: readonly unknown[] } }
    | undefined;
  if (spec?.spec?.thanos !== undefined || workload.containers.includes(SIDECAR)) return 'a Thanos sidecar';
  return (spec?.spec?.remoteWrite?.length ?? 0) > 0 ? 'writes to another store' : undefined;
}

/** The operator's object: pods have its name as a label. */
function resourceOf({ object, pod }: Workload, manifests: ManifestSet): ManifestObject | undefined {
  if (isPrometheus(object)) return object;
  const name = pod.labels['operator.prometheus.io/name'];
  return manifests.objects.find(
    (each) => isPrometheus(each) && each.name === name && manifests.namespaceOf(each) === pod.namespace,
  );
}
