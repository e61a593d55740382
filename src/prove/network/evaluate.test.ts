import { describe, expect, it } from 'vitest';
import { evaluate, type Connection } from './evaluate.ts';
import type { Cluster, NetworkPolicy, Peer, Pod, PolicyPort, PolicySpec, Service } from './model.ts';

const gateway: Pod = {
  namespace: 'openclaw',
  name: 'openclaw',
  labels: { app: 'openclaw', tier: 'edge' },
  ports: [{ name: 'http', port: 18789, protocol: 'TCP' }],
  addresses: ['10.1.0.5'],
};
const receiver: Pod = {
  namespace: 'monitoring',
  name: 'prometheus-k8s-0',
  labels: { app: 'prometheus', role: 'store' },
  ports: [{ name: 'web', port: 9090, protocol: 'TCP' }],
  addresses: ['10.2.0.9', 'fd00::9'],
};
const service: Service = {
  namespace: 'monitoring',
  name: 'prometheus-k8s',
  selector: { app: 'prometheus' },
  ports: [{ name: 'web', port: 80, targetPort: 'web', protocol: 'TCP' }],
  clusterIPs: ['10.96.0.20'],
};
const bare: Cluster = {
  namespaces: [
    { name: 'openclaw', labels: { team: 'agents' } },
    { name: 'monitoring', labels: { team: 'platform', stage: 'prod' } },
  ],
  pods: [gateway, receiver],
  services: [service],
  policies: [],
};
const push: Connection = {
  from: gateway,
  to: { service },
  port: 80,
  protocol: 'TCP',
};

function policy(namespace: string, name: string, spec: PolicySpec): NetworkPolicy {
  return { namespace, name, spec };
}

function withPolicies(...policies: NetworkPolicy[]): Cluster {
  return { ...bare, policies };
}

const egress = (...rules: NonNullable<PolicySpec['egress']>): Cluster =>
  withPolicies(policy('openclaw', 'out', { podSelector: {}, policyTypes: ['Egress'], egress: rules }));

const ingress = (...rules: NonNullable<PolicySpec['ingress']>): Cluster =>
  withPolicies(policy('monitoring', 'in', { podSelector: {}, ingress: rules }));

describe('isolation', () => {
  it.each<[string, NetworkPolicy[], 'yes' | 'no']>([
    ['no policy at all', [], 'yes'],
    ['a policy in another namespace', [policy('default', 'deny', { podSelector: {} })], 'yes'],
    [
      'a policy that selects other pods',
      [policy('monitoring', 'p', { podSelector: { matchLabels: { app: 'x' } } })],
      'yes',
    ],
    ['deny-all ingress at the receiver', [policy('monitoring', 'p', { podSelector: {} })], 'no'],
    ['an ingress policy without podSelector selects every pod', [policy('monitoring', 'p', {})], 'no'],
    ['deny-all ingress at the source', [policy('openclaw', 'p', { podSelector: {} })], 'yes'],
    ['deny-all egress at the source', [policy('openclaw', 'p', { policyTypes: ['Egress'] })], 'no'],
    ['deny-all egress at the receiver', [policy('monitoring', 'p', { policyTypes: ['Egress'] })], 'yes'],
    [
      'an empty egress list, and no types: about ingress only',
      [policy('openclaw', 'p', { egress: [] })],
      'yes',
    ],
    [
      'an egress rule, and no types: about egress too',
      [policy('openclaw', 'p', { egress: [{ to: [{ podSelector: {} }] }] })],
      'no',
    ],
    [
      'egress rules that policyTypes leaves out',
      [policy('openclaw', 'p', { policyTypes: ['Ingress'], egress: [{ to: [{ podSelector: {} }] }] })],
      'yes',
    ],
    ['an empty list of types counts as none', [policy('monitoring', 'p', { policyTypes: [] })], 'no'],
  ])('%s', (_, policies, allowed) => {
    expect(evaluate(push, withPolicies(...policies)).allowed).toBe(allowed);
  });

  it('needs egress at the source and ingress at the destination', () => {
    const out = policy('openclaw', 'out', { policyTypes: ['Egress'], egress: [{}] });
    const denied = policy('monitoring', 'in', {});
    const [route] = evaluate(push, withPolicies(out, denied)).routes;
    expect(route?.egress).toMatchObject({ allowed: 'yes', by: [{ policy: { name: 'out' }, rule: 0 }] });
    expect(route?.ingress).toMatchObject({ allowed: 'no', selectedBy: [{ name: 'in' }], by: [] });
    expect(route?.allowed).toBe('no');
  });

  it('adds policies up, and names each rule that allows', () => {
    const open = policy('monitoring', 'b', {
      ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ port: 9090 }] }],
    });
    const [route] = evaluate(push, withPolicies(policy('monitoring', 'a', {}), open)).routes;
    expect(route?.ingress.selectedBy.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(route?.ingress.by).toEqual([{ policy: { namespace: 'monitoring', name: 'b' }, rule: 1 }]);
  });

  it('never keeps a pod from itself', () => {
    const to = { pod: gateway };
    const denied = withPolicies(policy('openclaw', 'p', { policyTypes: ['Ingress', 'Egress'] }));
    expect(evaluate({ ...push, to, port: 18789 }, denied).allowed).toBe('yes');
  });

  it('leaves pods in the network of their node alone', () => {
    const onNode = { ...receiver, hostNetwork: true };
    const denied = { ...withPolicies(policy('monitoring', 'in', {})), pods: [gateway, onNode] };
    expect(evaluate(push, denied).allowed).toBe('yes');
    const selected = { ...egress({ to: [{ namespaceSelector: {} }] }), pods: [gateway, onNode] };
    expect(evaluate(push, selected).allowed).toBe('no');
    const byAddress = { ...egress({ to: [{ ipBlock: { cidr: '10.2.0.0/16' } }] }), pods: [gateway, onNode] };
    expect(evaluate(push, byAddress).allowed).toBe('yes');
  });
});

describe('peers', () => {
  it.each<[string, readonly Peer[] | undefined, 'yes' | 'no']>([
    ['absent: everybody', undefined, 'yes'],
    ['an empty list: everybody', [], 'yes'],
    ['podSelector alone: the own namespace only', [{ podSelector: {} }], 'no'],
    [
      'podSelector alone, though the labels match',
      [{ podSelector: { matchLabels: { app: 'prometheus' } } }],
      'no',
    ],
    [
      'namespaceSelector alone: every pod there',
      [{ namespaceSelector: { matchLabels: { team: 'platform' } } }],
      'yes',
    ],
    ['an empty namespaceSelector: every namespace', [{ namespaceSelector: {} }], 'yes'],
    [
      'the name that every namespace carries',
      [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
      'yes',
    ],
    ['a name label that nobody set', [{ namespaceSelector: { matchLabels: { name: 'monitoring' } } }], 'no'],
    [
      'both in one peer: and',
      [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'grafana' } } }],
      'no',
    ],
    [
      'both in one peer, both true',
      [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'prometheus' } } }],
      'yes',
    ],
    [
      'two peers: or',
      [
        { namespaceSelector: { matchLabels: { team: 'platform' } } },
        { podSelector: { matchLabels: { app: 'grafana' } } },
      ],
      'yes',
    ],
    [
      'all expressions must hold',
      [
        {
          namespaceSelector: {
            matchLabels: { team: 'platform' },
            matchExpressions: [{ key: 'stage', operator: 'NotIn', values: ['prod'] }],
          },
        },
      ],
      'no',
    ],
    [
      'In',
      [
        {
          namespaceSelector: {
            matchExpressions: [{ key: 'stage', operator: 'In', values: ['test', 'prod'] }],
          },
        },
      ],
      'yes',
    ],
    [
      'NotIn of an absent key',
      [{ namespaceSelector: { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] } }],
      'yes',
    ],
    ['Exists', [{ namespaceSelector: { matchExpressions: [{ key: 'stage', operator: 'Exists' }] } }], 'yes'],
    [
      'DoesNotExist',
      [{ namespaceSelector: { matchExpressions: [{ key: 'stage', operator: 'DoesNotExist' }] } }],
      'no',
    ],
    [
      'a label named like a method of objects',
      [{ namespaceSelector: { matchExpressions: [{ key: 'constructor', operator: 'Exists' }] } }],
      'no',
    ],
    ["a block that holds the pod's address", [{ ipBlock: { cidr: '10.2.0.0/16' } }], 'yes'],
    ['a block that leaves it out', [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.2.0.0/24'] } }], 'no'],
    ["a block, and the pod's second address", [{ ipBlock: { cidr: 'fd00::/8' } }], 'yes'],
    ['a block elsewhere', [{ ipBlock: { cidr: '192.168.0.0/16' } }], 'no'],
    ["the Service's own address, which packets have lost", [{ ipBlock: { cidr: '10.96.0.0/16' } }], 'no'],
  ])('%s', (_, to, allowed) => {
    expect(evaluate(push, egress({ to })).allowed).toBe(allowed);
  });

  it('takes both addresses out where both are excepted', () => {
    const v4 = { cidr: '10.0.0.0/8', except: ['10.2.0.8/29'] };
    expect(evaluate(push, egress({ to: [{ ipBlock: v4 }] })).allowed).toBe('no');
  });

  it('reads the selectors of an ingress rule from the side of the receiver', () => {
    const own = { from: [{ podSelector: { matchLabels: { app: 'openclaw' } } }] };
    expect(evaluate(push, ingress(own)).allowed).toBe('no');
    const far = { from: [{ namespaceSelector: { matchLabels: { team: 'agents' } }, ...own.from[0] }] };
    expect(evaluate(push, ingress(far)).allowed).toBe('yes');
  });
});

describe('ports', () => {
  it.each<[string, readonly PolicyPort[] | undefined, 'yes' | 'no']>([
    ['absent: every port', undefined, 'yes'],
    ['an empty list: every port', [], 'yes'],
    ["the pod's port", [{ port: 9090 }], 'yes'],
    ["the Service's port, which policies never see", [{ port: 80 }], 'no'],
    ['a protocol without a port: all of its ports', [{ protocol: 'TCP' }], 'yes'],
    ['TCP where none is named', [{}], 'yes'],
    ['the port under another protocol', [{ protocol: 'UDP', port: 9090 }], 'no'],
    ['a range that holds it', [{ port: 9000, endPort: 9090 }], 'yes'],
    ['a range that ends before it', [{ port: 9000, endPort: 9089 }], 'no'],
    ["a name among the destination's ports", [{ port: 'web' }], 'yes'],
    ["a name among the source's ports", [{ port: 'http' }], 'no'],
    ['a name under another protocol', [{ protocol: 'UDP', port: 'web' }], 'no'],
    ['one of several', [{ port: 443 }, { port: 9090 }], 'yes'],
  ])('%s', (_, ports, allowed) => {
    expect(evaluate(push, egress({ ports })).allowed).toBe(allowed);
    expect(evaluate(push, ingress({ ports })).allowed).toBe(allowed);
  });
});

describe('targets', () => {
  it.each<[string, Partial<Connection>, Cluster, 'yes' | 'no' | 'unknown']>([
    ['an address of a Service', { to: { host: '10.96.0.20' } }, egress({ ports: [{ port: 9090 }] }), 'yes'],
    ['an address of a pod', { to: { host: 'fd00::9' }, port: 9090 }, ingress(), 'no'],
    [
      'an address outside',
      { to: { host: '192.0.2.7' } },
      egress({ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }),
      'yes',
    ],
    [
      'an address that is excepted',
      { to: { host: '192.0.2.7' } },
      egress({ to: [{ ipBlock: { cidr: '192.0.2.0/24', except: ['192.0.2.4/30'] } }] }),
      'no',
    ],
    [
      'an address outside, all namespaces allowed',
      { to: { host: '192.0.2.7' } },
      egress({ to: [{ namespaceSelector: {} }] }),
      'no',
    ],
    [
      'an IPv6 address outside',
      { to: { host: '2001:db8::7' } },
      egress({ to: [{ ipBlock: { cidr: '2001:db8::/32' } }] }),
      'yes',
    ],
    [
      'an IPv6 address, all of IPv4 allowed',
      { to: { host: '2001:db8::7' } },
      egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }),
      'no',
    ],
    [
      'a named port outside the cluster',
      { to: { host: '192.0.2.7' } },
      egress({ ports: [{ port: 'web' }] }),
      'no',
    ],
    [
      'a name outside, everything allowed',
      { to: { host: 'otlp.example.com' } },
      egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }),
      'yes',
    ],
    [
      'a name outside, a block allowed',
      { to: { host: 'otlp.example.com' } },
      egress({ to: [{ ipBlock: { cidr: '192.0.2.0/24' } }] }),
      'unknown',
    ],
    [
      'a name outside, selectors only',
      { to: { host: 'otlp.example.com' } },
      egress({ to: [{ podSelector: {} }] }),
      'no',
    ],
  ])('%s', (_, connection, cluster, allowed) => {
    expect(evaluate({ ...push, ...connection }, cluster).allowed).toBe(allowed);
  });

  it('needs every pod of a Service to be reachable', () => {
    const second = {
      ...receiver,
      name: 'prometheus-k8s-1',
      labels: { app: 'prometheus', role: 'spare' },
      addresses: [],
    };
    const onlyFirst = egress({
      to: [{ namespaceSelector: {}, podSelector: { matchLabels: { role: 'store' } } }],
    });
    const found = evaluate(push, { ...onlyFirst, pods: [gateway, receiver, second] });
    expect(found.routes.map(({ allowed }) => allowed)).toEqual(['yes', 'no']);
    expect(found.allowed).toBe('no');
  });

  it.each<[string, Partial<Service>, string]>([
    ['service port', { ports: [] }, 'Service monitoring/prometheus-k8s has no port 80/TCP; it has none'],
    [
      'selector',
      { selector: undefined },
      'Service monitoring/prometheus-k8s has no selector, so its endpoints are made elsewhere',
    ],
    [
      'matching pod',
      { selector: { app: 'other' } },
      'the selector of Service monitoring/prometheus-k8s matches no pod',
    ],
    [
      'named port',
      { ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }] },
      'no pod of Service monitoring/prometheus-k8s has a TCP port named "http"',
    ],
  ])('says that a Service leads nowhere: %s', (missing, change, problem) => {
    const cluster = { ...bare, services: [{ ...service, ...change }] };
    expect(evaluate(push, cluster)).toMatchObject({
      allowed: 'no',
      routes: [],
      unresolved: { missing, problem },
    });
  });

  it('takes the port of a headless Service as the client writes it', () => {
    const cluster = { ...ingress({ ports: [{ port: 9090 }] }), services: [{ ...service, headless: true }] };
    expect(evaluate({ ...push, port: 9090 }, cluster).allowed).toBe('yes');
    expect(evaluate({ ...push, port: 80 }, cluster).allowed).toBe('no');
  });
});

describe('what is not known', () => {
  const noNamespaces = (cluster: Cluster): Cluster => ({ ...cluster, namespaces: [] });
  const noAddress = (cluster: Cluster): Cluster => ({
    ...cluster,
    pods: [gateway, { ...receiver, addresses: [] }],
  });

  it.each<[string, Cluster, 'yes' | 'no' | 'unknown']>([
    [
      'labels of a namespace that is not listed',
      noNamespaces(egress({ to: [{ namespaceSelector: { matchLabels: { team: 'x' } } }] })),
      'unknown',
    ],
    [
      'the name of a namespace that is not listed',
      noNamespaces(
        egress({
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }],
        }),
      ),
      'yes',
    ],
    [
      'labels not known, but the port is another',
      noNamespaces(
        egress({ to: [{ namespaceSelector: { matchLabels: { team: 'x' } } }], ports: [{ port: 53 }] }),
      ),
      'no',
    ],
    [
      'a pod of unknown address, all addresses',
      noAddress(egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] })),
      'yes',
    ],
    [
      'a pod of unknown address, a private block',
      noAddress(egress({ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] })),
      'unknown',
    ],
    [
      'a pod of unknown address, a public block',
      noAddress(egress({ to: [{ ipBlock: { cidr: '8.8.8.0/24' } }] })),
      'no',
    ],
    [
      'a pod of unknown address, the internet only',
      noAddress(
        egress({
          to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'] } }],
        }),
      ),
      'no',
    ],
    ['a pod of unknown address, IPv6', noAddress(egress({ to: [{ ipBlock: { cidr: '::/0' } }] })), 'unknown'],
  ])('%s', (_, cluster, allowed) => {
    expect(evaluate(push, cluster).allowed).toBe(allowed);
  });

  it('names the rules that may allow it', () => {
    const cluster = noNamespaces(
      egress({ to: [{ podSelector: {} }] }, { to: [{ namespaceSelector: { matchLabels: { team: 'x' } } }] }),
    );
    expect(evaluate(push, cluster).routes[0]?.egress).toMatchObject({
      by: [],
      undecided: [{ policy: { name: 'out' }, rule: 1 }],
    });
  });

  it('does not take a pod that is only partly known as isolated', () => {
    const cluster = withPolicies(policy('monitoring', 'in', { podSelector: { matchLabels: { tier: 'x' } } }));
    const pods = [gateway, { ...receiver, partial: true }];
    expect(evaluate(push, { ...cluster, pods }).allowed).toBe('unknown');
  });
});

it('leaves a policy that the API server refuses out, and says why', () => {
  const broken = policy('monitoring', 'in', { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/40' } }] }] });
  const found = evaluate(push, withPolicies(broken));
  expect(found.allowed).toBe('yes');
  expect(found.invalid[0]?.problems).toEqual([
    {
      path: ['spec', 'ingress', 0, 'from', 0, 'ipBlock', 'cidr'],
      message: '"10.0.0.0/40" is no CIDR; write it as 10.0.0.0/8 or fd00::/8',
    },
  ]);
});
