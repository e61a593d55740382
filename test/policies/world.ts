import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningNode } from '../../testbed/cluster/node/index.ts';
import type { Lab } from './lab.ts';
import { loadNodeImage, nodePod } from '../node/pods.ts';
import { readerOf } from './reader.ts';

/** Every pod listens on each of these, whatever its ports are named. */
export const PORTS = { tcp: [8080, 8081, 9090], udp: [8080], control: 7070 } as const;

/** The namespaces by a short name; the real names differ from run to run. */
export const NAMESPACES = {
  a: { team: 'x' },
  b: { team: 'y' },
  c: { team: 'x', stage: 'prod' },
} as const;
export type NamespaceKey = keyof typeof NAMESPACES;

interface PodSpec {
  readonly namespace: NamespaceKey;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol?: string }[];
}

/** The same name of a port stands for another number in another pod, and the same number for another protocol. */
export const PODS: Readonly<Record<string, PodSpec>> = {
  // A gateway, by its label.
  'a-client': {
    namespace: 'a',
    labels: { app: 'client', tier: 'front', 'app.kubernetes.io/name': 'openclaw' },
    ports: [],
  },
  'a-server': {
    namespace: 'a',
    labels: { app: 'server', tier: 'back' },
    ports: [
      { name: 'web', port: 8081 },
      { name: 'more', port: 8080 },
    ],
  },
  'b-server': {
    namespace: 'b',
    labels: { app: 'server', tier: 'front' },
    ports: [
      { name: 'web', port: 8080 },
      { name: 'metrics', port: 9090 },
      { name: 'dgram', port: 8080, protocol: 'UDP' },
    ],
  },
  'b-other': { namespace: 'b', labels: { app: 'other' }, ports: [{ name: 'web', port: 9090 }] },
  'c-client': { namespace: 'c', labels: { app: 'client' }, ports: [] },
  'c-server': {
    namespace: 'c',
    labels: { app: 'server', tier: 'back' },
    ports: [
      { name: 'web', port: 8081 },
      { name: 'spare', port: 9090 },
    ],
  },
};

/** Addresses outside of the cluster (RFC 5737), and those of the link that leads there. */
export const OUTSIDE = { 'out-1': '198.51.100.9', 'out-2': '203.0.113.7' } as const;
const LINK = { near: '192.0.2.1', far: '192.0.2.2' };

/** Pods on a real node, and a place outside, that connect to each other on demand. */
export interface World {
  readonly lab: Lab;
  /** Its policies have it as the label `world`. */
  readonly name: string;
  /** Real names. */
  readonly namespaces: Readonly<Record<NamespaceKey, string>>;
  /** Namespace of the pods by which a synchronization shows; no policy of a set selects them. */
  readonly markerNamespace: string;
  /** Addresses of the pods, those of the marker among them. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Addresses of the Services, by the pod that each leads to. */
  readonly services: Readonly<Record<string, string>>;
  /** The kubeconfig of a check that may read its namespaces and the one of the name server. */
  readonly reader: string;
  /** Counts the sets that were applied. */
  turn: number;
  takeAway(): Promise<void>;
}

const AGENT = readFileSync(new URL('agent.cjs', import.meta.url), 'utf8');
/** Namespace of CoreDNS. */
const NAME_SERVER = 'kube-system';
const MARKER = ['marker', 'watcher'];
const PATIENCE_MS = 60_000;

export async function startWorld(lab: Lab): Promise<World> {
  const name = `policies-${randomBytes(3).toString('hex')}`;
  const names = { a: `${name}-a`, b: `${name}-b`, c: `${name}-c` };
  const markerNamespace = `${name}-marker`;
  const all = [...Object.values(names), markerNamespace];
  await loadNodeImage(lab.node);
  const outside = await startOutside(lab.node, name);
  const takeAway = async (): Promise<void> => {
    outside.stop();
    await lab.kubectl(['delete', 'namespace', '--wait=false', '--ignore-not-found', ...all]);
    await lab.kubectl(['delete', 'roles,rolebindings', '-n', NAME_SERVER, '-l', `world=${name}`]);
  };
  try {
    await lab.kubectl(
      ['apply', '-f', '-'],
      list(
        ...Object.entries(NAMESPACES).map(([key, labels]) => namespace(names[key as NamespaceKey], labels)),
        namespace(markerNamespace, {}),
      ),
    );
    const pods = [
      ...Object.entries(PODS).map(([name, { namespace, ...pod }]) => ({
        name,
        namespace: names[namespace],
        ...pod,
      })),
      ...MARKER.map((name) => ({ name, namespace: markerNamespace, labels: {}, ports: [] })),
    ];
    await lab.kubectl(['apply', '-f', '-'], list(...pods.map(agentPod), ...pods.map(serviceTo)));
    await Promise.all(
      all.map((name) =>
        lab.kubectl(['wait', '-n', name, '--for=condition=Ready', 'pod', '--all', '--timeout=120s']),
      ),
    );
    const items = await Promise.all(all.map((name) => live(lab, name)));
    const of = (kind: string, address: (item: LiveItem) => string | undefined): Record<string, string> =>
      Object.fromEntries(
        items
          .flat()
          .filter((item) => item.kind === kind)
          .map((item) => [item.metadata.name, address(item) ?? '']),
      );
    return {
      lab,
      name,
      namespaces: names,
      markerNamespace,
      addresses: of('Pod', ({ status }) => status?.podIP),
      services: of('Service', ({ spec }) => spec.clusterIP),
      turn: 0,
      reader: await readerOf(lab, name, [names.a, names.b, names.c, NAME_SERVER]),
      takeAway,
    };
  } catch (error) {
    // What has failed is to be seen, whether or not the rest goes.
    await takeAway().catch(() => undefined);
    throw error;
  }
}

interface LiveItem {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly clusterIP?: string };
  readonly status?: { readonly podIP?: string };
}

async function live(lab: Lab, namespace: string): Promise<LiveItem[]> {
  const text = await lab.kubectl(['get', 'pods,services', '-n', namespace, '-o', 'json']);
  return (JSON.parse(text) as { items: LiveItem[] }).items;
}

export function list(...items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

function namespace(name: string, labels: Readonly<Record<string, string>>): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function agentPod(
  pod: Omit<PodSpec, 'namespace'> & { readonly name: string; readonly namespace: string },
): object {
  return nodePod({
    ...pod,
    labels: { ...pod.labels, pod: pod.name },
    script: AGENT,
    args: [pod.name, JSON.stringify(PORTS)],
    port: PORTS.control,
  });
}

/** Policies see the port of the pod, which is never that of the Service. A name leads where the pod has it. */
function serviceTo({ name, namespace }: { readonly name: string; readonly namespace: string }): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      selector: { pod: name },
      ports: [
        { name: 'number', port: 80, targetPort: 8080 },
        { name: 'name', port: 81, targetPort: 'web' },
        { name: 'datagram', port: 80, protocol: 'UDP', targetPort: 8080 },
      ],
    },
  };
}

type NodeProcess = ReturnType<RunningNode['start']>;

/** A network behind the node, with one machine that has the addresses outside. */
async function startOutside(node: RunningNode, name: string): Promise<{ stop(): void }> {
  const started: NodeProcess[] = [];
  const start = (program: string, ...args: string[]): NodeProcess => {
    const one = node.start(name, program, args);
    started.push(one);
    return one;
  };
  const stop = (): void => {
    for (const one of started) if (one.ended() === undefined) process.kill(one.pid);
  };
  const run = async (...command: string[]): Promise<void> => {
    const { code, stderr } = await node.run(command);
    if (code !== 0) throw new Error(`${command.join(' ')} ends with ${code}: ${stderr}`);
  };
  try {
    // A reject is a message of ICMP, of which the kernel sends few a second: the rest would be silence, and take as long.
    await run('sh', '-c', 'echo 0 > /proc/sys/net/ipv4/icmp_ratemask');
    const { pid } = start('unshare', '--net', 'sleep', 'infinity');
    const enter = ['--target', String(pid), '--net'];
    const inside = (...command: string[]): Promise<void> => run('nsenter', ...enter, ...command);
    await untilApart(node, pid);
    const link = `out${pid}`;
    await run('ip', 'link', 'add', link, 'type', 'veth', 'peer', 'name', 'out', 'netns', String(pid));
    await run('ip', 'link', 'set', link, 'up');
    await run('ip', 'addr', 'add', `${LINK.near}/24`, 'dev', link);
    await inside('ip', 'link', 'set', 'out', 'up');
    await inside('ip', 'addr', 'add', `${LINK.far}/24`, 'dev', 'out');
    await inside('ip', 'route', 'add', 'default', 'via', LINK.near);
    for (const address of Object.values(OUTSIDE)) {
      await inside('ip', 'addr', 'add', `${address}/32`, 'dev', 'out');
      await run('ip', 'route', 'replace', address, 'via', LINK.far, 'dev', link);
    }
    const settings = JSON.stringify({ ...PORTS, addresses: Object.values(OUTSIDE) });
    start('nsenter', ...enter, process.execPath, '-e', AGENT, 'outside', settings);
  } catch (error) {
    stop();
    throw error;
  }
  return { stop };
}

/** Waits until the process has left the network of the node: a link that comes earlier would stay there. */
async function untilApart(node: RunningNode, pid: number): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  const networkOf = async (of: number): Promise<string> =>
    (await node.run(['readlink', `/proc/${of}/ns/net`])).stdout.trim();
  const before = [await networkOf(node.pid), await networkOf(process.pid), ''];
  while (before.includes(await networkOf(pid))) {
    if (performance.now() > end) throw new Error('the place outside of the cluster has no network');
    await sleep(50);
  }
}
