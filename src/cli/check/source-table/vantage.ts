import { z } from 'zod';
import { type NodeOfPod, ownVantage } from '../../../prove/index.ts';
import type { ManifestSet } from '../../../prove/sources/index.ts';
import { defineSource } from './row.ts';

/** Where this process runs. It needs no flag; it opens connections, so that `--static` leaves it out. */
export const vantage = defineSource({
  name: 'vantage',
  flags: [],
  keys: {},
  hint: 'where this process runs is not known',
  suffices: false,
  named: () => undefined,
  read: async ({ static: isStatic, env, get }) =>
    isStatic ? undefined : ownVantage(await get('gateway'), env, nodeOf(await get('manifests'))),
});

const podShape = z.object({ spec: z.object({ nodeName: z.string() }) });

/** By the pods of this name in the cluster: two namespaces may have one, and then both have to be on the same node. */
function nodeOf(manifests: ManifestSet | undefined): NodeOfPod {
  return async (name) => {
    const nodes = (manifests?.objects ?? [])
      .filter((object) => object.kind === 'Pod' && object.name === name)
      .map(({ content }) => podShape.safeParse(content).data?.spec.nodeName);
    return new Set(nodes).size === 1 ? nodes[0] : undefined;
  };
}
