import { type Connection, evaluate } from '../../src/prove/network/evaluate.ts';
import type { Cluster } from '../../src/prove/network/model.ts';
import { CLUSTER_DNS, type Target } from '../../src/prove/network/index.ts';
import { OUTSIDE, PODS, PORTS, type World } from './world.ts';

/** A connection that is opened, and that check is asked about. */
export interface Attempt {
  /** Name of the pod. */
  readonly from: string;
  /** For people: `b-server:8080`, `Service b-server:80`. */
  readonly to: string;
  /** How it is opened: to a server that greets with its name, or as a question to a name server. */
  readonly by: 'TCP' | 'UDP' | 'DNS';
  readonly host: string;
  readonly port: number;
  /** Whether the far end says its name at once. */
  readonly greets: boolean;
  /** The name that is asked for. */
  readonly asks?: string;
  /** The name that the right end greets with. */
  readonly expected?: string;
  /** The same, as check sees it. */
  readonly target: Target;
}

const DNS_ADDRESS = '10.96.0.10';

/** Every connection that the pods of a world can open to each other, to Services, to the name server, and to the outside. */
export function attemptsOf({ namespaces, addresses, services }: World): Attempt[] {
  const names = Object.keys(PODS);
  return names.flatMap((from) => {
    const others = names.filter((name) => name !== from);
    const ref = (name: string) => ({ namespace: namespaces[PODS[name]!.namespace], name });
    const attempt = (
      to: string,
      by: Attempt['by'],
      host: string,
      port: number,
      target: Target,
      expected: string,
    ) => ({
      from,
      to: `${to}:${port}/${by}`,
      by,
      host,
      port,
      target,
      greets: true,
      expected,
    });
    return [
      ...others.flatMap((name) =>
        ends().map(({ by, port }) => attempt(name, by, addresses[name]!, port, { pod: ref(name) }, name)),
      ),
      attempt(from, 'TCP', addresses[from]!, 8080, { pod: ref(from) }, from),
      ...others
        .filter((name) => PODS[name]!.ports.length > 0)
        .flatMap((name) => {
          const to = `Service ${name}`;
          const target = { service: ref(name) };
          return [
            attempt(to, 'TCP', services[name]!, 80, target, name),
            attempt(to, 'TCP', services[name]!, 81, target, name),
            attempt(to, 'UDP', services[name]!, 80, target, name),
          ];
        }),
      ...Object.entries(OUTSIDE).flatMap(([name, host]) =>
        ends().map(({ by, port }) => attempt(name, by, host, port, { host }, 'outside')),
      ),
      {
        ...attempt('name server', 'DNS', DNS_ADDRESS, 53, { service: CLUSTER_DNS }, ''),
        asks: `b-server.${namespaces.b}.svc.cluster.local`,
      },
      { ...attempt('name server', 'TCP', DNS_ADDRESS, 53, { service: CLUSTER_DNS }, ''), greets: false },
    ];
  });
}

function ends(): { readonly by: 'TCP' | 'UDP'; readonly port: number }[] {
  return [
    ...PORTS.tcp.map((port) => ({ by: 'TCP' as const, port })),
    ...PORTS.udp.map((port) => ({ by: 'UDP' as const, port })),
  ];
}

/** A connection as check judges it. */
export function connectionOf({ from, target, by, port }: Attempt, { namespaces }: World): Connection {
  const pod = { namespace: namespaces[PODS[from]!.namespace], name: from };
  return { from: pod, to: target, port, protocol: by === 'DNS' ? 'UDP' : by };
}

/** What check says of a connection. */
export function predicted(attempt: Attempt, cluster: Cluster, world: World): 'yes' | 'no' | 'unknown' {
  return evaluate(connectionOf(attempt, world), cluster).allowed;
}
