import { defineEvidence, known, notKnown, settled } from '../engine/define-evidence.ts';
import { skip } from '../engine/outcome.ts';
import {
  annotationsOf,
  type ArgoApplication,
  type ArgoOperation,
  trackedBy,
  TRACKING_ANNOTATION,
} from '../sources/index.ts';
import { gatewayWorkload } from './gateway-workload.ts';

/** The Application of Argo CD that applies the gateway's objects. */
export interface TrackedApplication {
  /** `Application argocd/openclaw` */
  readonly named: string;
  /** Where it was read, for evidence. */
  readonly source: string;
  readonly application: ArgoApplication;
  /** The ConfigMap of the gateway's configuration, where it is known. */
  readonly configMap: { readonly namespace: string; readonly name: string } | undefined;
}

/**
 * The Application whose tracking annotation the gateway's workload, or the ConfigMap of its configuration, carries in the
 * live cluster.
 */
export const argoApplication = defineEvidence({
  name: 'argoApplication',
  needs: ['cluster', 'manifests', gatewayWorkload],
  uses: ['config'],
  answer: async ({ cluster, manifests, gatewayWorkload: workload, config }) => {
    const { namespace } = workload.pod;
    const mounted = config?.document.configMap ?? workload.configMaps[0];
    const configMap = mounted === undefined ? undefined : { namespace, name: mounted };
    const objects = [configMap && manifests.find('ConfigMap', configMap), workload.object];
    const [ref] = objects.flatMap(
      (object) => trackedBy(annotationsOf(object?.content)[TRACKING_ANNOTATION] ?? '') ?? [],
    );
    if (!ref) return settled(skip("no object of the gateway carries Argo CD's tracking annotation"));
    const answer = await cluster.application(ref);
    if (!answer.ok) return notKnown(answer.error);
    if (!answer.value.ok) return notKnown(answer.value.why);
    const named = `Application ${ref.namespace}/${ref.name}`;
    const source = `cluster ${cluster.name}: ${named}`;
    return known<TrackedApplication>({ named, source, application: answer.value.application, configMap });
  },
});

/** Whether a sync is under way: until it ends, the state of the Application is that before it. */
export function isSyncing({ status }: ArgoApplication): boolean {
  return status?.operationState?.phase === 'Running' || status?.operationState?.phase === 'Terminating';
}

/** Why an operation failed: its message, and the messages of the objects and hooks that failed. */
export function failureOfOperation({ message, syncResult }: ArgoOperation): string {
  const failed = (syncResult?.resources ?? []).filter(
    ({ status, hookPhase }) => status === 'SyncFailed' || hookPhase === 'Failed' || hookPhase === 'Error',
  );
  const lines = failed.map(({ kind, name, message: why }) => `${kind} ${name}: ${why ?? 'no message'}`);
  return [message ?? 'no message', ...lines].join('; ');
}
