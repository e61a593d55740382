import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NetworkPolicy } from '../../src/prove/network/model.ts';
import type { Attempt } from './connections.ts';
import { list, PORTS, type World } from './world.ts';

const ASK = readFileSync(new URL('ask.cjs', import.meta.url), 'utf8');

interface Answer {
  /** `open`, `refused` by a rule, `silent`, or the code of an error. */
  readonly outcome: string;
  /** Name of the end that responded. */
  readonly by?: string;
}

/** Puts policies in force in the place of those before. They are in force once the marker shows. */
export async function putInForce(policies: readonly NetworkPolicy[], world: World): Promise<void> {
  const { lab } = world;
  await lab.kubectl(['delete', 'networkpolicy', '--all-namespaces', `--selector=world=${world.name}`]);
  world.turn += 1;
  // The last: the enforcer learns of policies in the order in which they were written, and applies all that it knows in one step.
  await lab.kubectl(
    ['apply', '-f', '-'],
    list(
      ...policies.map((policy) => objectOf(policy, { world: world.name })),
      objectOf(markerPolicy(world), {}),
    ),
  );
}

function objectOf(
  { namespace, name, spec }: NetworkPolicy,
  labels: Readonly<Record<string, string>>,
): object {
  const metadata = { namespace, name, labels };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec };
}

const [FIRST, SECOND] = PORTS.tcp;
const openPort = ({ turn }: World): number => (turn % 2 === 0 ? FIRST : SECOND);
const closedPort = ({ turn }: World): number => (turn % 2 === 0 ? SECOND : FIRST);

/** Opens one port and closes another one in turn. */
function markerPolicy(world: World): NetworkPolicy {
  return {
    namespace: world.markerNamespace,
    name: 'marker',
    spec: {
      podSelector: { matchLabels: { pod: 'marker' } },
      ingress: [{ ports: [{ port: openPort(world) }] }],
    },
  };
}

/** Opens connections once the policies are in force. @returns for each whether it was open */
export async function tryConnections(attempts: readonly Attempt[], world: World): Promise<boolean[]> {
  const { lab, addresses } = world;
  const agent = (name: string): string => `http://${addresses[name]}:${PORTS.control}`;
  const marker = (port: number): object => ({ by: 'TCP', host: addresses['marker'], port, greets: true });
  const froms = [...new Set(attempts.map(({ from }) => from))];
  const input = {
    marker: { agent: agent('watcher'), open: marker(openPort(world)), closed: marker(closedPort(world)) },
    questions: froms.map((name) => ({
      agent: agent(name),
      targets: attempts.filter(({ from }) => from === name),
    })),
  };
  const { code, stdout, stderr } = await lab.node.run([process.execPath, '-e', ASK], JSON.stringify(input));
  if (code !== 0) throw new Error(`the connections were not tried: ${stderr}`);
  const answers = (JSON.parse(stdout) as Answer[][]).flat();
  // The answers stand in the order of the pods that asked.
  const asked = froms.flatMap((name) => attempts.filter(({ from }) => from === name));
  const open = new Map(asked.map((attempt, at) => [attempt, isOpen(attempt, answers[at])]));
  return attempts.map((attempt) => open.get(attempt) ?? false);
}

/** A connection that was tried. */
export interface Seen {
  readonly attempt: Attempt;
  readonly open: boolean;
}

/** How long the enforcer may take until it has settled. */
export const SETTLED_MS = 15_000;
const PAUSE_MS = 500;

/**
 * Opens connections, and tries the doubted ones again until none is, or `SETTLED_MS` have passed: kube-router writes addresses
 * and rules in separate steps, and may write them once more while connections are tried.
 *
 * @param doubted those that are not as expected
 * @returns `seen`: the last result of each, in the order of `attempts`; `late`: how many were as expected only at a later try
 */
export async function tryUntilSettled(
  attempts: readonly Attempt[],
  doubted: (seen: readonly Seen[]) => readonly Seen[],
  world: World,
): Promise<{ readonly seen: readonly Seen[]; readonly late: number }> {
  const end = performance.now() + SETTLED_MS;
  const open = new Map<Attempt, boolean>();
  const seen = (): Seen[] => attempts.map((attempt) => ({ attempt, open: open.get(attempt) ?? false }));
  let again: readonly Attempt[] = attempts;
  let first: number | undefined;
  for (;;) {
    const answers = await tryConnections(again, world);
    for (const [at, attempt] of again.entries()) open.set(attempt, answers[at] ?? false);
    again = doubted(seen()).map(({ attempt }) => attempt);
    first ??= again.length;
    if (again.length === 0 || performance.now() > end) return { seen: seen(), late: first - again.length };
    await sleep(PAUSE_MS);
  }
}

/** @throws if something else than a policy ended the connection, or another one responded */
function isOpen({ from, to, expected }: Attempt, answer: Answer | undefined): boolean {
  const { outcome, by } = answer ?? { outcome: 'not tried' };
  if (outcome === 'open' && (by ?? '') === expected) return true;
  if (outcome === 'refused' || outcome === 'silent') return false;
  throw new Error(`${from} to ${to}: ${outcome}${by === undefined ? '' : ` by ${by}`}`);
}
