import { describe, expect, it } from 'vitest';
import { bare, gateway, receiver } from '../../../../test/support/policy-cluster.ts';
import { judged } from '../../../../test/support/policy-yaml.ts';

const indented = (text: string): string => text.replaceAll('\n', '\n  ');

/** A policy of the gateway's namespace. */
const egress = (spec: string): string => `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: out, namespace: openclaw }
spec:
  endpointSelector: {}
  ${indented(spec)}
`;

/** A policy of the whole cluster that selects the receiver. */
const ingress = (spec: string): string => `apiVersion: cilium.io/v2
kind: CiliumClusterwideNetworkPolicy
metadata: { name: in }
spec:
  endpointSelector: { matchLabels: { "k8s:io.kubernetes.pod.namespace": monitoring } }
  ${indented(spec)}
`;

const TO_RECEIVER = '{ k8s:io.kubernetes.pod.namespace: monitoring, app: prometheus }';

describe('a CiliumNetworkPolicy', () => {
  it.each<[string, string, 'yes' | 'no' | 'unknown']>([
    ['an entry without peers and ports, which only isolates', 'egress: [{}]', 'no'],
    ['an empty list, which does not isolate', 'egress: []\ningress: [{}]', 'yes'],
    ['entries of the other direction only', 'ingress: [{}]', 'yes'],
    [
      'the labels of the pod and its namespace',
      `egress: [{ toEndpoints: [{ matchLabels: ${TO_RECEIVER} }] }]`,
      'yes',
    ],
    [
      'labels without a namespace, which is that of the policy',
      'egress: [{ toEndpoints: [{ matchLabels: { app: prometheus } }] }]',
      'no',
    ],
    ["any pod of the policy's namespace", 'egress: [{ toEndpoints: [{}] }]', 'no'],
    [
      'a label of the namespace',
      'egress: [{ toEndpoints: [{ matchLabels: { k8s:io.cilium.k8s.namespace.labels.team: platform } }] }]',
      'yes',
    ],
    [
      'the name label of the namespace',
      'egress: [{ toEndpoints: [{ matchLabels: { io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name: monitoring } }] }]',
      'yes',
    ],
    [
      'an expression over namespaces',
      'egress: [{ toEndpoints: [{ matchExpressions: [{ key: io.kubernetes.pod.namespace, operator: NotIn, values: [monitoring] }] }] }]',
      'no',
    ],
    ['an empty list of endpoints, which is nobody', 'egress: [{ toEndpoints: [] }]', 'no'],
    ['the entity cluster', 'egress: [{ toEntities: [cluster] }]', 'yes'],
    ['the entity all', 'egress: [{ toEntities: [all] }]', 'yes'],
    ['the entity world, which holds no pods', 'egress: [{ toEntities: [world] }]', 'no'],
    ['an entity that is not known', 'egress: [{ toEntities: [planet] }]', 'unknown'],
    ['a block, which holds no pods', 'egress: [{ toCIDR: [10.0.0.0/8] }]', 'no'],
    [
      'a block with an exception, which holds no pods',
      'egress: [{ toCIDRSet: [{ cidr: 0.0.0.0/0, except: [10.9.0.0/16] }] }]',
      'no',
    ],
    ['names of DNS, which are no pods', 'egress: [{ toFQDNs: [{ matchPattern: "*" }] }]', 'no'],
    ['the port of the pod', 'egress: [{ toPorts: [{ ports: [{ port: "9090", protocol: TCP }] }] }]', 'yes'],
    ['the port of the Service', 'egress: [{ toPorts: [{ ports: [{ port: "80", protocol: TCP }] }] }]', 'no'],
    ['the port without a protocol', 'egress: [{ toPorts: [{ ports: [{ port: "9090" }] }] }]', 'yes'],
    [
      'the port by another protocol',
      'egress: [{ toPorts: [{ ports: [{ port: "9090", protocol: UDP }] }] }]',
      'no',
    ],
    ['the port by its name', 'egress: [{ toPorts: [{ ports: [{ port: web }] }] }]', 'yes'],
    ['a range of ports', 'egress: [{ toPorts: [{ ports: [{ port: "9000", endPort: 9100 }] }] }]', 'yes'],
    ['every port', 'egress: [{ toPorts: [{ ports: [{ port: "0", protocol: TCP }] }] }]', 'yes'],
    [
      'peers and a port that does not fit',
      `egress: [{ toEndpoints: [{ matchLabels: ${TO_RECEIVER} }], toPorts: [{ ports: [{ port: "53" }] }] }]`,
      'no',
    ],
    [
      'rules for requests, which may reject the push',
      'egress: [{ toPorts: [{ ports: [{ port: "9090" }], rules: { http: [{ method: GET }] } }] }]',
      'unknown',
    ],
    [
      'rules for requests that are empty',
      'egress: [{ toPorts: [{ ports: [{ port: "9090" }], rules: { http: [] } }] }]',
      'yes',
    ],
    [
      'a listener of a proxy',
      'egress: [{ toPorts: [{ ports: [{ port: "9090" }], listener: { name: x } }] }]',
      'unknown',
    ],
    [
      'ICMP types, which open no port',
      'egress: [{ toEntities: [all], icmps: [{ fields: [{ type: 8 }] }] }]',
      'no',
    ],
    [
      'mutual authentication',
      'egress: [{ toEntities: [all], authentication: { mode: required } }]',
      'unknown',
    ],
    [
      'authentication that is off',
      'egress: [{ toEntities: [all], authentication: { mode: disabled } }]',
      'yes',
    ],
    ['peers of a kind that is not known', 'egress: [{ toStars: [{}] }]', 'unknown'],
    [
      'a label that Cilium does not use',
      'egress: [{ toEndpoints: [{ matchLabels: { io.kubernetes.pod.namespace: monitoring, statefulset.kubernetes.io/pod-name: prometheus-k8s-0 } }] }]',
      'unknown',
    ],
    [
      'two kinds of peers in one entry, which Cilium rejects',
      `egress: [{ toEntities: [cluster], toEndpoints: [{ matchLabels: ${TO_RECEIVER} }] }]`,
      'unknown',
    ],
    ['a field of the policy that is not known', 'egress: [{}]\nmood: grim', 'unknown'],
    [
      'an entry that denies',
      'egress: [{ toEntities: [all] }]\negressDeny: [{ toEntities: [cluster] }]',
      'no',
    ],
    [
      'an entry that denies another port',
      'egress: [{ toEntities: [all] }]\negressDeny: [{ toEntities: [cluster], toPorts: [{ ports: [{ port: "22" }] }] }]',
      'yes',
    ],
    ['an entry that denies alone, which isolates too', 'egressDeny: [{ toEntities: [world] }]', 'no'],
    [
      'an entry that denies something else and does not isolate',
      'enableDefaultDeny: { egress: false }\negressDeny: [{ toEntities: [world] }]',
      'yes',
    ],
    [
      'an entry that denies this and does not isolate',
      'enableDefaultDeny: { egress: false }\negressDeny: [{ toEntities: [cluster] }]',
      'no',
    ],
    [
      'an allowance that does not isolate',
      'enableDefaultDeny: { egress: false }\negress: [{ toEntities: [world] }]',
      'yes',
    ],
    [
      'a Service that selects the pod, which older versions do not take',
      'egress: [{ toServices: [{ k8sService: { serviceName: prometheus-k8s, namespace: monitoring } }] }]',
      'unknown',
    ],
    [
      'a Service of another namespace',
      'egress: [{ toServices: [{ k8sService: { serviceName: kubernetes, namespace: default } }] }]',
      'no',
    ],
  ])('with %s', (_, spec, allowed) => {
    expect(judged(egress(spec)).allowed).toBe(allowed);
  });

  it('is combined with NetworkPolicies, whose blocks hold no pods under Cilium', () => {
    const network = (to: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: more, namespace: openclaw }
spec: { podSelector: {}, policyTypes: [Egress], egress: [${to}] }
`;
    const closed = egress('egress: [{}]');
    expect(judged(network('{ to: [{ namespaceSelector: {} }] }')).allowed).toBe('yes');
    expect(judged(`${closed}---\n${network('{ to: [{ namespaceSelector: {} }] }')}`).allowed).toBe('yes');
    expect(judged(network('{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }')).allowed).toBe('yes');
    expect(judged(`${closed}---\n${network('{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }')}`).allowed).toBe(
      'no',
    );
  });

  it('has its rules in several specs', () => {
    const policy = `apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: { name: out, namespace: openclaw }
specs:
  - { endpointSelector: { matchLabels: { app: other } }, egress: [{ toEntities: [all] }] }
  - { endpointSelector: { matchLabels: { app: openclaw } }, egress: [{ toEntities: [world] }] }
`;
    const { allowed, routes } = judged(policy);
    expect(allowed).toBe('no');
    expect(routes[0]?.egress.selectedBy).toMatchObject([{ name: 'out', at: ['specs', 1, 'egress'] }]);
  });

  it('applies only to pods of the namespace that it is in', () => {
    expect(judged(egress('egress: [{}]').replace('namespace: openclaw', 'namespace: shop')).allowed).toBe(
      'yes',
    );
  });

  it.each<[string, string, 'yes' | 'no' | 'unknown']>([
    ['world', '192.0.2.7', 'yes'],
    ['world', '10.7.0.1', 'unknown'],
    ['world-ipv6', '192.0.2.7', 'no'],
    ['cluster', '192.0.2.7', 'no'],
    ['all', '192.0.2.7', 'yes'],
    ['kube-apiserver', '192.0.2.7', 'unknown'],
  ])('lets the entity %s to %s: %s', (entity, host, allowed) => {
    const policy = egress(`egress: [{ toEntities: [${entity}] }]`);
    expect(judged(policy, { to: { host }, port: 443 }).allowed).toBe(allowed);
  });

  it('lets blocks hold addresses outside, and does not judge names', () => {
    const to = { to: { host: '192.0.2.7' }, port: 443 };
    expect(judged(egress('egress: [{ toCIDR: [192.0.2.0/24] }]'), to).allowed).toBe('yes');
    expect(judged(egress('egress: [{ toCIDR: [198.51.100.0/24] }]'), to).allowed).toBe('no');
    const named = egress('egress: [{ toFQDNs: [{ matchName: otlp.example.com }] }]');
    expect(judged(named, { to: { host: 'otlp.example.com' }, port: 443 }).allowed).toBe('unknown');
  });
});

describe('a CiliumClusterwideNetworkPolicy', () => {
  it.each<[string, string, 'yes' | 'no' | 'unknown']>([
    [
      'pods of one namespace',
      'ingress: [{ fromEndpoints: [{ matchLabels: { k8s:io.kubernetes.pod.namespace: monitoring } }] }]',
      'no',
    ],
    [
      "the gateway's labels, in any namespace",
      'ingress: [{ fromEndpoints: [{ matchLabels: { app: openclaw } }] }]',
      'yes',
    ],
    ['any pod', 'ingress: [{ fromEndpoints: [{}] }]', 'yes'],
    ['nodes', 'ingress: [{ fromEntities: [host, remote-node] }]', 'no'],
    [
      'a selector of reserved labels',
      'ingress: [{ fromEndpoints: [{ matchLabels: { "reserved:ingress": "" } }] }]',
      'no',
    ],
    [
      'what comes from outside, denied',
      'ingress: [{ fromEntities: [all] }]\ningressDeny: [{ fromEntities: [world] }]',
      'yes',
    ],
  ])('with %s', (_, spec, allowed) => {
    expect(judged(ingress(spec)).allowed).toBe(allowed);
  });

  it('does not apply to pods by its nodeSelector; a pod on the network of its node is not judged', () => {
    const nodes = ingress('ingress: [{}]').replace('endpointSelector', 'nodeSelector');
    expect(judged(nodes).allowed).toBe('yes');
    const onNode = { ...bare, pods: [gateway, { ...receiver, hostNetwork: true }] };
    expect(judged(nodes, {}, onNode).allowed).toBe('unknown');
  });
});
