import {
  type ClusterObjects,
  type HttpSource,
  type ApplicationReading,
  type PodLog,
  type PodLogRef,
  type PodTemplateReading,
  readApplication,
  readCluster,
  readPodLog,
  readPodTemplate,
  readSecretKeys,
  type SecretKeys,
} from '../sources/index.ts';
import { type Result, resultOf } from './result.ts';

/** A live cluster, read once a run. */
export interface ClusterView {
  /** Name of its context. */
  readonly name: string;
  readonly reading: Result<ClusterObjects>;
  /** The keys of one Secret, which is read at most once, and only where a check asks. */
  secretKeys(ref: ObjectRef): Promise<Result<SecretKeys>>;
  /** A PodTemplate, as the workload that is about to have it. */
  podTemplate(ref: ObjectRef): Promise<Result<PodTemplateReading>>;
  /** An Application of Argo CD. */
  application(ref: ObjectRef): Promise<Result<ApplicationReading>>;
  /** The newest lines of a container's log. */
  podLog(ref: PodLogRef): Promise<Result<PodLog>>;
}

/** A namespaced object by its name. */
export interface ObjectRef {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Reads the cluster's objects.
 *
 * @param http its client, or why there is none
 * @param namespaces as of `readCluster`
 * @param podLog reads the logs of containers; as each is asked for, where it is left out
 */
export async function createClusterView(
  name: string,
  http: Result<HttpSource>,
  namespaces: readonly string[] = [],
  podLog?: ClusterView['podLog'],
): Promise<ClusterView> {
  if (!http.ok) {
    const failed = () => Promise.resolve(http);
    return {
      name,
      reading: http,
      secretKeys: failed,
      podTemplate: failed,
      podLog: failed,
      application: failed,
    };
  }
  const client = http.value;
  const secrets = new Map<string, Promise<Result<SecretKeys>>>();
  return {
    name,
    reading: await resultOf(readCluster(client, name, namespaces)),
    secretKeys: (ref) => {
      const key = `${ref.namespace}/${ref.name}`;
      const reading = secrets.get(key) ?? resultOf(readSecretKeys(client, ref));
      secrets.set(key, reading);
      return reading;
    },
    podTemplate: (ref) => resultOf(readPodTemplate(client, name, ref)),
    application: (ref) => resultOf(readApplication(client, ref)),
    podLog: podLog ?? ((ref) => resultOf(readPodLog(client, ref))),
  };
}
