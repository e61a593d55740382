import type { HttpSource } from '../../src/prove/sources/index.ts';
import { inForce, readCluster } from '../../src/prove/sources/index.ts';
import type { Cluster, NetworkPolicy } from '../../src/prove/network/model.ts';
import { type Attempt, attemptsOf, predicted } from './connections.ts';
import { asEnforced, DIFFERENCES, type DifferenceId } from './differences.ts';
import { inWorld, type PolicySet } from './generate.ts';
import { addedRules } from './missing-rule.ts';
import { putInForce, type Seen, tryUntilSettled } from './try.ts';
import type { World } from './world.ts';

/** A connection for which check and the enforcer disagree. */
export interface Disagreement extends Seen {
  readonly said: 'yes' | 'no' | 'unknown';
  /** The known difference of the enforcer by which it comes; undefined where several together do. */
  readonly by?: DifferenceId;
}

/** The result of one set of policies. */
export interface SetResult {
  readonly set: PolicySet;
  /** Number of connections that were tried. */
  readonly attempts: number;
  /** Number of those that were open. */
  readonly open: number;
  /** Known differences of the enforcer. */
  readonly different: readonly Disagreement[];
  /** What no known difference explains. */
  readonly wrong: readonly Disagreement[];
  /** A connection that was closed, and was tried again with the rules that check would add. */
  readonly repaired?: Seen;
  /** Number of connections that were otherwise at the first try, as the enforcer was still at work. */
  readonly late: number;
}

/** Says of a cluster whether a connection is allowed. */
export type Judge = typeof predicted;

export interface RunOptions {
  /** @default what check says */
  readonly judge?: Judge;
  /** The connections that are tried. @default all */
  readonly only?: (attempt: Attempt) => boolean;
  /** Called while the set is in force. */
  readonly inForce?: (seen: readonly Seen[]) => Promise<void>;
}

/** Puts a set in force, tries every connection, and compares with what check says of the cluster as it reads it. */
export async function runSet(
  set: PolicySet,
  world: World,
  http: HttpSource,
  { judge = predicted, only = () => true, inForce: whileInForce = async () => {} }: RunOptions = {},
): Promise<SetResult> {
  const policies = inWorld(set, world);
  const attempts = attemptsOf(world).filter(only);
  await putInForce(policies, world);
  const { cluster } = inForce(await readCluster(http, 'lab'));
  const enforced = asEnforced(cluster);
  const agrees = ({ attempt, open }: Seen): boolean => judge(attempt, enforced, world) === answer(open);
  const doubted = (all: readonly Seen[]): Seen[] => all.filter((one) => !agrees(one));
  const { seen, late } = await tryUntilSettled(attempts, doubted, world);
  await whileInForce(seen);
  const disagreements = seen.flatMap((one): Disagreement[] => {
    const said = judge(one.attempt, cluster, world);
    if (said === answer(one.open) && agrees(one)) return [];
    const alone = DIFFERENCES.find(
      ({ apply }) => judge(one.attempt, apply(cluster), world) === answer(one.open),
    );
    return [{ ...one, said, ...(alone && { by: alone.id }) }];
  });
  const closed = seen.filter(({ attempt, open }) => !open && judge(attempt, cluster, world) === 'no');
  // Another one in each set.
  const chosen = closed[(world.turn * 37) % closed.length]?.attempt;
  return {
    set,
    attempts: attempts.length,
    open: seen.filter(({ open }) => open).length,
    different: disagreements.filter(agrees),
    wrong: disagreements.filter((one) => !agrees(one)),
    late,
    ...(chosen && {
      repaired: { attempt: chosen, open: await isOpenWith(chosen, policies, cluster, world) },
    }),
  };
}

const answer = (open: boolean): 'yes' | 'no' => (open ? 'yes' : 'no');

/** Whether a connection that was closed is open with the rules that check adds. */
async function isOpenWith(
  attempt: Attempt,
  policies: readonly NetworkPolicy[],
  cluster: Cluster,
  world: World,
): Promise<boolean> {
  await putInForce([...policies, ...addedRules(attempt, cluster, world)], world);
  const { seen } = await tryUntilSettled([attempt], (all) => all.filter(({ open }) => !open), world);
  return seen.every(({ open }) => open);
}
