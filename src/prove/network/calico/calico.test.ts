import { describe, expect, it } from 'vitest';
import { bare } from '../../../../test/support/policy-cluster.ts';
import { judged } from '../../../../test/support/policy-yaml.ts';

type Allowed = 'yes' | 'no' | 'unknown';

const indented = (text: string): string => text.replaceAll('\n', '\n  ');

const policy = (spec: string, name = 'out'): string => `apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: ${name}, namespace: openclaw }
spec:
  ${indented(spec)}
`;

const global = (spec: string, name = 'all'): string => `apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
metadata: { name: ${name} }
spec:
  ${indented(spec)}
`;

const tier = (name: string, spec: string): string =>
  `apiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: { name: ${name} }\nspec: ${spec}\n`;

const all = (...documents: string[]): string => documents.join('---\n');

describe('a NetworkPolicy of Calico', () => {
  it.each<[string, string, Allowed]>([
    ['no rules and no types, which isolates for ingress', '{}', 'yes'],
    ['no rules, for egress', 'types: [Egress]', 'no'],
    ['egress rules and no types', 'egress: [{ action: Deny }]', 'no'],
    ['ingress rules and no types', 'ingress: [{ action: Deny }]', 'yes'],
    ['an allowance of everything', 'egress: [{ action: Allow }]', 'yes'],
    ['another protocol', 'egress: [{ action: Allow, protocol: UDP }]', 'no'],
    ['the protocol by its number', 'egress: [{ action: Allow, protocol: 6 }]', 'yes'],
    ['all but another protocol', 'egress: [{ action: Allow, notProtocol: UDP }]', 'yes'],
    ['a port', 'egress: [{ action: Allow, protocol: TCP, destination: { ports: [9090] } }]', 'yes'],
    ['another port', 'egress: [{ action: Allow, protocol: TCP, destination: { ports: [80] } }]', 'no'],
    [
      'a range of ports',
      'egress: [{ action: Allow, protocol: TCP, destination: { ports: ["9000:9100"] } }]',
      'yes',
    ],
    [
      'a port by its name',
      'egress: [{ action: Allow, protocol: TCP, destination: { ports: [web] } }]',
      'yes',
    ],
    [
      'all ports but this',
      'egress: [{ action: Allow, protocol: TCP, destination: { notPorts: [9090] } }]',
      'no',
    ],
    [
      "ports of the client's side",
      'egress: [{ action: Allow, protocol: TCP, source: { ports: [1024] } }]',
      'unknown',
    ],
    ['the address of the pod', 'egress: [{ action: Allow, destination: { nets: [10.2.0.0/16] } }]', 'yes'],
    ['one address', 'egress: [{ action: Allow, destination: { nets: [10.2.0.9] } }]', 'yes'],
    ['another block', 'egress: [{ action: Allow, destination: { nets: [10.3.0.0/16] } }]', 'no'],
    ['all but its block', 'egress: [{ action: Allow, destination: { notNets: [10.2.0.0/16] } }]', 'no'],
    [
      "a selector alone, which selects in the policy's namespace",
      "egress: [{ action: Allow, destination: { selector: app == 'prometheus' } }]",
      'no',
    ],
    [
      'a selector and one of namespaces',
      `egress: [{ action: Allow, destination: { selector: app == "prometheus", namespaceSelector: projectcalico.org/name == "monitoring" } }]`,
      'yes',
    ],
    [
      'a namespaceSelector alone',
      'egress: [{ action: Allow, destination: { namespaceSelector: "team == \'platform\'" } }]',
      'yes',
    ],
    ['all namespaces', 'egress: [{ action: Allow, destination: { namespaceSelector: all() } }]', 'yes'],
    [
      'no namespace, which holds no pod',
      'egress: [{ action: Allow, destination: { namespaceSelector: global() } }]',
      'no',
    ],
    [
      'a negated selector',
      `egress: [{ action: Allow, destination: { namespaceSelector: all(), notSelector: app == "prometheus" } }]`,
      'no',
    ],
    [
      'its own labels as source',
      `egress: [{ action: Allow, source: { selector: app == "openclaw" } }]`,
      'yes',
    ],
    [
      'service accounts',
      'egress: [{ action: Allow, destination: { serviceAccounts: { names: [x] } } }]',
      'unknown',
    ],
    ['names of DNS', 'egress: [{ action: Allow, destination: { domains: ["*.example.com"] } }]', 'unknown'],
    [
      'a Service of another namespace',
      'egress: [{ action: Allow, destination: { services: { name: kubernetes, namespace: default } } }]',
      'no',
    ],
    ['requests of HTTP', 'egress: [{ action: Allow, http: { methods: [GET] } }]', 'unknown'],
    ['a selector that cannot be read', 'selector: "app = openclaw"\negress: [{ action: Deny }]', 'unknown'],
    ['a selector of other pods', `selector: app == 'shop'\ntypes: [Egress]`, 'yes'],
    ['a selector of service accounts', `serviceAccountSelector: role == 'x'\ntypes: [Egress]`, 'unknown'],
    ['a field that is not known', 'mood: grim\ntypes: [Egress]', 'unknown'],
    ['an action that is not known', 'egress: [{ action: Ponder }, { action: Allow }]', 'unknown'],
    [
      'a rule that denies before one that allows',
      'egress: [{ action: Deny, protocol: TCP }, { action: Allow }]',
      'no',
    ],
    [
      'a rule that allows before one that denies',
      'egress: [{ action: Allow, protocol: TCP }, { action: Deny }]',
      'yes',
    ],
    ['a rule that only logs', 'egress: [{ action: Log }, { action: Allow }]', 'yes'],
    ['a rule that passes on from the last tier', 'egress: [{ action: Pass }, { action: Deny }]', 'yes'],
  ])('with %s', (_, spec, allowed) => {
    expect(judged(policy(spec)).allowed).toBe(allowed);
  });

  it('is not certain about its types where it was written past the API server', () => {
    const stored = policy('ingress: [{ action: Allow }]').replace(
      'projectcalico.org/v3',
      'crd.projectcalico.org/v1',
    );
    expect(judged(stored).allowed).toBe('unknown');
  });
});

describe('the order of policies of Calico', () => {
  const allow = 'types: [Egress]\negress: [{ action: Allow }]';
  const deny = 'types: [Egress]\negress: [{ action: Deny }]';

  it.each<[string, string, Allowed]>([
    [
      'the lower order first',
      all(global(`order: 10\n${allow}`, 'a'), global(`order: 20\n${deny}`, 'b')),
      'yes',
    ],
    [
      'the lower order first, also where it denies',
      all(global(`order: 20\n${allow}`, 'a'), global(`order: 10\n${deny}`, 'b')),
      'no',
    ],
    ['one without an order last', all(global(deny, 'a'), global(`order: 5000\n${allow}`, 'b')), 'yes'],
    [
      'the name where the order is the same',
      all(global(`order: 1\n${deny}`, 'b'), global(`order: 1\n${allow}`, 'a')),
      'yes',
    ],
    [
      'an open policy beside one without a match',
      all(global('types: [Egress]', 'a'), global(allow, 'b')),
      'yes',
    ],
    [
      'a NetworkPolicy of Kubernetes at 1000',
      all(
        'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: k, namespace: openclaw }\nspec: { podSelector: {}, policyTypes: [Egress], egress: [{}] }\n',
        global(`order: 2000\n${deny}`),
      ),
      'yes',
    ],
    [
      'a policy before those of Kubernetes',
      all(
        'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: k, namespace: openclaw }\nspec: { podSelector: {}, policyTypes: [Egress], egress: [{}] }\n',
        global(`order: 500\n${deny}`),
      ),
      'no',
    ],
    [
      'a tier that passes on',
      all(
        tier('first', '{ order: 10 }'),
        global('tier: first\ntypes: [Egress]\negress: [{ action: Pass }]', 'first.a'),
        global(allow, 'b'),
      ),
      'yes',
    ],
    [
      'a tier that denies at its end',
      all(
        tier('first', '{ order: 10 }'),
        global('tier: first\ntypes: [Egress]', 'first.a'),
        global(allow, 'b'),
      ),
      'no',
    ],
    [
      'a tier that passes at its end',
      all(
        tier('first', '{ order: 10, defaultAction: Pass }'),
        global('tier: first\ntypes: [Egress]', 'first.a'),
        global(allow, 'b'),
      ),
      'yes',
    ],
    [
      'a tier behind the default one',
      all(
        tier('last', '{ order: 2000000 }'),
        global('tier: last\ntypes: [Egress]\negress: [{ action: Deny }]', 'last.a'),
        global(allow, 'b'),
      ),
      'yes',
    ],
    [
      'a tier that is not known, with others',
      all(global(`tier: dark\n${deny}`, 'dark.a'), global(allow, 'b')),
      'unknown',
    ],
    ['a tier that is not known, alone', global(`tier: dark\n${deny}`, 'dark.a'), 'no'],
    ['a policy for nodes', global('preDNAT: true\ntypes: [Ingress, Egress]'), 'yes'],
    [
      'a namespaceSelector',
      global('namespaceSelector: kubernetes.io/metadata.name == "shop"\ntypes: [Egress]'),
      'yes',
    ],
    [
      'a label of a namespace that is selected',
      global(
        'namespaceSelector: has(team) && team != "platform"\ntypes: [Ingress, Egress]\negress: [{ action: Allow }]',
      ),
      'yes',
    ],
    [
      'a selector of the namespace',
      global('selector: projectcalico.org/namespace not in {"kube-system"}\ntypes: [Egress]'),
      'no',
    ],
  ])('is %s', (_, documents, allowed) => {
    expect(judged(documents).allowed).toBe(allowed);
  });

  it('lets a rule of a global policy select in every namespace', () => {
    const ingress = global(
      `types: [Ingress]\ningress: [{ action: Allow, source: { selector: app == "openclaw" } }]`,
    );
    expect(judged(ingress).allowed).toBe('yes');
    const other = {
      ...bare,
      pods: bare.pods.map((pod) => ({ ...pod, labels: { ...pod.labels, app: 'prometheus' } })),
    };
    expect(judged(ingress, {}, other).allowed).toBe('no');
  });

  it('does not judge which network sets a selector matches', () => {
    const out = global(
      `types: [Egress]\negress: [{ action: Allow, destination: { selector: role == "saas" } }]`,
    );
    expect(judged(out, { to: { host: '192.0.2.7' }, port: 443 }).allowed).toBe('unknown');
  });

  it('is not certain where policies of Cilium say something else', () => {
    const cilium =
      'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: c, namespace: openclaw }\nspec: { endpointSelector: {}, egress: [{ toEntities: [all] }] }\n';
    expect(judged(all(cilium, global(allow))).allowed).toBe('yes');
    expect(judged(all(cilium, global(deny))).allowed).toBe('unknown');
  });
});
