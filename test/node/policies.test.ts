import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type HttpSource,
  inForce,
  openCluster,
  readCluster,
  readKubeconfig,
} from '../../src/prove/sources/index.ts';
import { evaluate } from '../../src/prove/network/evaluate.ts';
import { describeWithNode } from '../harness/with-node.ts';
import { type Attempt, attemptsOf, predicted } from '../policies/connections.ts';
import { DIFFERENT_SETS } from '../policies/fixed-sets.ts';
import { generateSets, inWorld } from '../policies/generate.ts';
import { describe, describeFaults, describeFigures, figuresOf, shortcomingsOf } from '../policies/report.ts';
import { type Judge, runSet, type SetResult } from '../policies/run.ts';
import { CI_COUNT, DEFAULT_SEED } from '../policies/seed.ts';
import { putInForce, type Seen, SETTLED_MS, tryUntilSettled } from '../policies/try.ts';
import { type NetworkAnswers, type WholeCheck, wholeCheck } from '../policies/whole-check.ts';
import { startWorld, type World } from '../policies/world.ts';
import { echoScript, nodePod } from './pods.ts';

const TIMEOUT_MS = 10_000;
/** So many sets with an open push, and so many with a closed one, are given to the whole command. */
const WHOLE_CHECKS = 2;

await describeWithNode([], 'what check says of network policies', (node) => {
  let world: World;
  let http: HttpSource;
  beforeAll(async () => {
    const running = node.running();
    http = await openCluster(readKubeconfig(running.kubeconfig), process.env, TIMEOUT_MS);
    world = await startWorld({ node: running, kubectl: (args, input) => node.kubectl(args, input) });
  });
  afterAll(async () => {
    await world?.takeAway();
    await http?.close();
  });

  /** Whether connections are open, once the enforcer has had the time to make them so. */
  const settled = async (attempts: readonly Attempt[], expected: boolean): Promise<boolean[]> => {
    const doubted = (all: readonly Seen[]): Seen[] => all.filter(({ open }) => open !== expected);
    const { seen } = await tryUntilSettled(attempts, doubted, world);
    return seen.map(({ open }) => open);
  };

  it(`is what kube-router lets through, in ${CI_COUNT} random sets`, { timeout: 300_000 }, async () => {
    const results: SetResult[] = [];
    const compared: Compared[] = [];
    for (const set of generateSets(DEFAULT_SEED, CI_COUNT)) {
      let here: Compared | undefined;
      const result = await runSet(set, world, http, {
        inForce: async (seen) => {
          const push = seenOf(seen, 'Service b-server:81/TCP');
          if (compared.filter((one) => one.push === push).length >= WHOLE_CHECKS) return;
          here = { push, dns: seenOf(seen, 'name server:53/DNS'), ...(await wholeCheck(world)) };
        },
      });
      results.push(result);
      const isKnown = result.different.some(({ attempt: { from } }) => from === 'a-client');
      if (here && !isKnown) compared.push(here);
    }
    const figures = figuresOf(results);
    process.stderr.write(`seed ${DEFAULT_SEED}: ${describeFigures(figures)}\n`);
    expect(results.map(describeFaults).filter(Boolean).join('\n')).toBe('');
    expect(shortcomingsOf(figures)).toEqual([]);

    expect(new Set(compared.map(({ push }) => push))).toEqual(new Set([true, false]));
    // Files have no addresses, so that some connections are undecided by them, but not all.
    const ofFiles = compared.map(({ files }) => allows(files.egress, files.ingress));
    expect(new Set(ofFiles.filter((answer) => answer !== undefined))).toEqual(new Set([true, false]));
    for (const { push, dns, live, files } of compared) {
      expect({ push: allows(live.egress, live.ingress), dns: allows(live.dns) }).toEqual({ push, dns });
      expect([push, undefined]).toContain(allows(files.egress, files.ingress));
      expect([dns, undefined]).toContain(allows(files.dns));
    }
  });

  it('is reported where it is wrong, with the set and the connection', async () => {
    const wrong: Judge = (attempt, cluster, world) =>
      attempt.to === 'b-server:8080/TCP' ? 'yes' : predicted(attempt, cluster, world);
    const closed = { namespace: 'a', name: 'p', spec: { podSelector: {}, policyTypes: ['Egress'] } };
    const result = await runSet([closed], world, http, {
      judge: wrong,
      only: ({ from }) => from === 'a-client',
    });
    expect(result.wrong.map(describe)).toEqual([
      'a-client to b-server:8080/TCP is closed, and check says yes',
    ]);
    expect(describeFaults(result)).toContain('namespace: a');
  });

  it.each(DIFFERENT_SETS)(
    'differs from kube-router by its known difference $id',
    async ({ id, set, connections }) => {
      const { different, wrong } = await runSet(set, world, http, {
        only: ({ from, to }) => connections.some((one) => one.from === from && one.to === to),
      });
      expect(wrong.map(describe)).toEqual([]);
      expect(
        different.map(({ attempt: { from, to }, said, open, by }) => ({ from, to, said, open, by })),
      ).toEqual(
        connections.map(({ from, to, allowed }) => ({
          from,
          to,
          said: allowed ? 'yes' : 'no',
          open: !allowed,
          by: id,
        })),
      );
    },
  );

  it('differs from kube-router where pods share a port: each may get the named port of the other', async () => {
    const egress = [
      {
        to: [{ namespaceSelector: { matchLabels: { team: 'x' } } }],
        ports: [{ port: 'more' }, { port: 'spare' }],
      },
    ];
    const set = [{ namespace: 'b', name: 'p', spec: { podSelector: {}, policyTypes: ['Egress'], egress } }];
    // By the API a name is looked up in the pod that has it. Which of the two is open depends on the order in which they are read.
    const crossed = attemptsOf(world).filter(
      ({ from, to }) => from === 'b-other' && ['a-server:9090/TCP', 'c-server:8080/TCP'].includes(to),
    );
    await putInForce(inWorld(set, world), world);
    const { cluster } = inForce(await readCluster(http, 'lab'));
    expect(crossed.map((attempt) => predicted(attempt, cluster, world))).toEqual(['no', 'no']);
    const { seen } = await tryUntilSettled(
      crossed,
      (all) => (all.some(({ open }) => open) ? [] : all),
      world,
    );
    expect(seen.map(({ open }) => open)).toContain(true);
  });

  it('differs from kube-router where a pod connects to itself through a Service', async () => {
    const closed = {
      namespace: 'b',
      name: 'p',
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    };
    const attempts = attemptsOf(world)
      .filter(({ from, to }) => from === 'a-client' && to === 'Service b-server:80/TCP')
      .map((attempt) => ({ ...attempt, from: 'b-server' }));
    expect(attempts).toHaveLength(1);
    await putInForce([], world);
    expect(await settled(attempts, true)).toEqual([true]);
    await putInForce(inWorld([closed], world), world);
    const { cluster } = inForce(await readCluster(http, 'lab'));
    expect(attempts.map((attempt) => predicted(attempt, cluster, world))).toEqual(['yes']);
    expect(await settled(attempts, false)).toEqual([false]);
  });

  it(
    'lets the node of a pod in, and a pod out to its node only by an address',
    { timeout: 180_000 },
    async () => {
      const port = 27_070;
      const { namespaces } = world;
      const pod = nodePod({
        name: 'on-node',
        namespace: namespaces.c,
        script: echoScript('node', port),
        port,
      }) as {
        readonly spec: object;
      };
      await node.apply({ ...pod, spec: { ...pod.spec, hostNetwork: true } });
      await node.kubectl([
        'wait',
        '-n',
        namespaces.c,
        '--for=condition=Ready',
        'pod/on-node',
        '--timeout=90s',
      ]);
      const live = inForce(await readCluster(http, 'lab')).cluster;
      const onNode = { namespace: namespaces.c, name: 'on-node' };
      const address = live.pods.find(
        ({ name, namespace }) => name === onNode.name && namespace === onNode.namespace,
      )?.addresses[0];
      const [out] = attemptsOf(world).filter(
        ({ from, to }) => from === 'b-other' && to === 'b-server:8080/TCP',
      );
      const toNode = {
        ...out!,
        to: 'on-node',
        host: address ?? '',
        port,
        greets: false,
        expected: '',
        target: { pod: onNode },
      };
      const server = { namespace: namespaces.b, name: 'b-server' };
      // In the network of the node, as the pod is: for others the node connects.
      const connect = async (): Promise<boolean> => {
        const script = `require('node:net').connect(8080, '${world.addresses['b-server']}').on('error', () => process.exit(1))`;
        const { code } = await node.tryKubectl([
          'exec',
          '-n',
          namespaces.c,
          'on-node',
          '--',
          '/bin/node',
          '-e',
          script,
        ]);
        return code === 0;
      };
      const closed = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
      const named = { ...closed, egress: [{ to: [{ ipBlock: { cidr: `${address}/32` } }] }] };
      for (const [spec, isOut] of [
        [closed, false],
        [named, true],
      ] as const) {
        await putInForce([{ namespace: namespaces.b, name: 'p', spec }], world);
        expect(await settled([toNode], isOut)).toEqual([isOut]);
        await expect.poll(connect, { timeout: SETTLED_MS }).toBe(true);
        const { cluster } = inForce(await readCluster(http, 'lab'));
        expect(predicted(toNode, cluster, world)).toBe(isOut ? 'yes' : 'no');
        expect(
          evaluate({ from: onNode, to: { pod: server }, port: 8080, protocol: 'TCP' }, cluster).allowed,
        ).toBe('yes');
      }
    },
  );
});

interface Compared extends WholeCheck {
  /** Whether the connections were open. */
  readonly push: boolean;
  readonly dns: boolean;
}

function seenOf(seen: readonly Seen[], to: string): boolean {
  return seen.some(({ attempt, open }) => open && attempt.from === 'a-client' && attempt.to === to);
}

/** Whether checks of these statuses together allow a connection; undefined where they leave it open. */
function allows(...statuses: readonly NetworkAnswers['dns'][]): boolean | undefined {
  if (statuses.includes('fail')) return false;
  return statuses.every((status) => status === 'pass' || status === 'warn') ? true : undefined;
}
