import type { Pod } from '../../network/index.ts';
import type { ManifestObject } from './documents.ts';
import type { Container, PodSpec } from './pod.ts';

/** An object that runs pods, with one pod that represents all replicas. */
export interface Workload {
  readonly object: ManifestObject;
  readonly pod: Pod;
  /** ConfigMaps that are mounted as volumes. */
  readonly configMaps: readonly string[];
  /** Desired number of pods. */
  readonly replicas: number;
  readonly dnsPolicy?: string | undefined;
  /** Names of the containers that keep running. */
  readonly containers: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
  /** Path of the pod's spec within the object. */
  readonly specPath: readonly string[];
  /** Variables with a literal value, of all containers. */
  readonly env: Readonly<Record<string, string>>;
  /** Containers that run, sidecars among them. */
  readonly running: readonly Container[];
  /** Containers that run first, and end. */
  readonly initial: readonly Container[];
  readonly volumes: PodSpec['volumes'];
}
