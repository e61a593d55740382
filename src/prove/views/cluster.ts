import type { ClusterObjects } from '../sources/index.ts';
import type { Result } from './result.ts';

/** A live cluster, read once a run. */
export interface ClusterView {
  /** Name of its context. */
  readonly name: string;
  readonly reading: Result<ClusterObjects>;
}
