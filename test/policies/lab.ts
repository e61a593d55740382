import type { RunningNode } from '../../testbed/cluster/node/index.ts';

/** A node and the right to change what is on it. */
export interface Lab {
  readonly node: RunningNode;
  /** @throws if it fails */
  kubectl(args: readonly string[], input?: string): Promise<string>;
}
