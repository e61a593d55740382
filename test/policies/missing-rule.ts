import { evaluate } from '../../src/prove/network/evaluate.ts';
import { ruleToAdd } from '../../src/prove/network/index.ts';
import type { Cluster, NetworkPolicy } from '../../src/prove/network/model.ts';
import { type Attempt, connectionOf } from './connections.ts';
import type { World } from './world.ts';

/** The rules that check adds so that a connection is allowed, as policies. */
export function addedRules(attempt: Attempt, cluster: Cluster, world: World): NetworkPolicy[] {
  return evaluate(connectionOf(attempt, world), cluster).routes.flatMap((route) =>
    (['egress', 'ingress'] as const).flatMap((direction) => {
      const rule = ruleToAdd(route, direction);
      if (!rule) return [];
      const { metadata, spec } = rule.manifest;
      return [{ ...metadata, spec }];
    }),
  );
}
