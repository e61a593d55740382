import { z } from 'zod';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import {
  gatewayContainer,
  type ManifestSet,
  ownerOf,
  POD_LOG_WINDOW_MS,
  type PodLog,
  type PodLogRef,
  type Workload,
} from '../sources/index.ts';
import { gatewayWorkload } from './gateway-workload.ts';

/** More replicas write the same lines. */
const MOST_PODS = 3;

/**
 * The logs of the gateway's container in the pods of a live cluster, as it runs and as it ran before its last restart:
 * a gateway that does not start says why in the latter. Of one that has run since for an hour that is over.
 */
export const gatewayPodLogs = defineEvidence({
  name: 'gatewayPodLogs',
  needs: ['cluster', 'manifests', gatewayWorkload],
  uses: ['clock'],
  answer: async ({ cluster, manifests, gatewayWorkload: workload, clock }) => {
    const since = (clock?.now() ?? Date.now()) - POD_LOG_WINDOW_MS;
    const refs = podsOf(workload, manifests).flatMap((pod) => logsOf(pod, workload, since));
    if (refs.length === 0) {
      const who = `${workload.object.kind} ${workload.pod.namespace}/${workload.object.name}`;
      return known<PodLog>({ ok: false, why: `no pod of ${who} has run in the cluster ${cluster.name}` });
    }
    const logs = await Promise.all(refs.map((ref) => cluster.podLog(ref)));
    const read = logs.map((log): PodLog => (log.ok ? log.value : { ok: false, why: log.error }));
    const lines = read
      .flatMap((log) => (log.ok ? log.lines : []))
      .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
    const failed = read.find((log) => !log.ok);
    return known<PodLog>(failed && read.every((log) => !log.ok) ? failed : { ok: true, lines });
  },
});

/** The newest pods of a workload in the cluster. */
function podsOf({ object, pod }: Workload, manifests: ManifestSet): ManifestSet['objects'] {
  const pods = manifests.objects.filter(
    (each) =>
      each.kind === 'Pod' &&
      manifests.namespaceOf(each) === pod.namespace &&
      (ownerOf(each) === `${object.kind}/${object.name}` || each === object),
  );
  const started = (each: (typeof pods)[number]): string =>
    startShape.safeParse(each.content).data?.metadata.creationTimestamp ?? '';
  return pods.toSorted((a, b) => (started(a) < started(b) ? 1 : -1)).slice(0, MOST_PODS);
}

const startShape = z.object({ metadata: z.object({ creationTimestamp: z.string() }) });

const stateShape = z.object({
  running: z.unknown().optional(),
  terminated: z.object({ finishedAt: z.string().nullish() }).nullish(),
});
const statusShape = z.object({
  status: z.object({
    containerStatuses: z.array(
      z.object({ name: z.string(), state: stateShape.default({}), lastState: stateShape.default({}) }),
    ),
  }),
});

/**
 * The logs that there are, the older one first: a container that is waiting to start has none of its present run.
 *
 * @param since Unix milliseconds; the run before is left out where it ended earlier and the container runs again
 */
function logsOf(pod: ManifestSet['objects'][number], workload: Workload, since: number): PodLogRef[] {
  const container = gatewayContainer(workload)?.name;
  const statuses = statusShape.safeParse(pod.content).data?.status.containerStatuses ?? [];
  const status = statuses.find(({ name }) => name === container);
  if (container === undefined || !status) return [];
  const ref = { namespace: workload.pod.namespace, pod: pod.name, container };
  const { state, lastState } = status;
  const ended = Date.parse(lastState.terminated?.finishedAt ?? '');
  const isOver = Boolean(state.running) && ended < since;
  return [
    ...(lastState.terminated && !isOver ? [{ ...ref, previous: true }] : []),
    ...(state.running || state.terminated ? [{ ...ref, previous: false }] : []),
  ];
}
