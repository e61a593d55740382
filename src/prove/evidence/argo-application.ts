import { mentionsGatewaySettings } from '../../shared/config/index.ts';
import { isRecord } from '../../shared/text/is-record.ts';
import { defineEvidence, known, notKnown, settled } from '../engine/define-evidence.ts';
import { skip } from '../engine/outcome.ts';
import {
  annotationsOf,
  type ArgoApplication,
  type ArgoOperation,
  configMapOf,
  type DataPath,
  type ManifestObject,
  trackedBy,
  TRACKING_ANNOTATION,
} from '../sources/index.ts';
import { gatewayWorkload } from './gateway-workload.ts';

/** The ConfigMap that holds the configuration. */
export interface ConfigurationMap {
  readonly namespace: string;
  readonly name: string;
  /** The object; undefined where it was not read. */
  readonly content: unknown;
  /** The entries that may be the configuration; undefined where none of its texts looks like one. */
  readonly entries: readonly DataPath[] | undefined;
}

/** The Application of Argo CD that applies the gateway's objects. */
export interface TrackedApplication {
  /** `Application argocd/openclaw` */
  readonly named: string;
  /** Where it was read, for evidence. */
  readonly source: string;
  readonly application: ArgoApplication;
  /** The ConfigMap of the gateway's configuration, where it is known. */
  readonly configMap: ConfigurationMap | undefined;
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
    const map = configMap && manifests.find('ConfigMap', configMap);
    const objects = [map, workload.object];
    const [ref] = objects.flatMap(
      (object) => trackedBy(annotationsOf(object?.content)[TRACKING_ANNOTATION] ?? '') ?? [],
    );
    if (!ref) return settled(skip("no object of the gateway carries Argo CD's tracking annotation"));
    const answer = await cluster.application(ref);
    if (!answer.ok) return notKnown(answer.error);
    if (!answer.value.ok) return notKnown(answer.value.why);
    const named = `Application ${ref.namespace}/${ref.name}`;
    const source = `cluster ${cluster.name}: ${named}`;
    return known<TrackedApplication>({
      named,
      source,
      application: answer.value.application,
      configMap: configMap && {
        ...configMap,
        content: map?.content,
        entries: map && entriesOf(map, config?.document.configMap === mounted ? config?.document.key : null),
      },
    });
  },
});

/** @param key of the configuration, where it is known */
function entriesOf(map: ManifestObject, key: string | null | undefined): readonly DataPath[] | undefined {
  const { data = {} } = configMapOf(map) ?? {};
  if (typeof key === 'string') {
    const binary = isRecord(map.content) ? map.content['binaryData'] : undefined;
    return [{ field: isRecord(binary) && key in binary ? 'binaryData' : 'data', key }];
  }
  const found = Object.entries(data).filter(([, text]) => mentionsGatewaySettings(text));
  return found.length > 0 ? found.map(([each]) => ({ field: 'data', key: each })) : undefined;
}

/** Whether a sync is under way: until it ends, the state of the Application is that before it. */
export function isSyncing({ status }: ArgoApplication): boolean {
  return status?.operationState?.phase === 'Running' || status?.operationState?.phase === 'Terminating';
}

const MOST_NAMED = 5;

/** Why an operation failed: its message, and the messages of the objects and hooks that failed. */
export function failureOfOperation({ message, syncResult }: ArgoOperation): string {
  const failed = failedObjects({ syncResult });
  const lines = failed
    .slice(0, MOST_NAMED)
    .map(({ kind, name, message: why }) => `${kind} ${name}: ${why ?? 'no message'}`);
  const more = failed.length > MOST_NAMED ? [`and ${failed.length - MOST_NAMED} more`] : [];
  return [message ?? 'no message', ...lines, ...more].join('; ');
}

/** Whether all that failed are hooks that run when the objects are applied and healthy. */
export function isAppliedDespite(operation: ArgoOperation): boolean {
  const failed = failedObjects(operation);
  return failed.length > 0 && failed.every(({ hookType }) => hookType === 'PostSync');
}

function failedObjects({ syncResult }: Pick<ArgoOperation, 'syncResult'>) {
  return (syncResult?.resources ?? []).filter(
    ({ status, hookPhase }) => status === 'SyncFailed' || hookPhase === 'Failed' || hookPhase === 'Error',
  );
}
