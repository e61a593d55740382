import type { Connection } from '../../src/prove/network/evaluate.ts';
import type { Cluster, NetworkPolicy, Pod, PolicySpec, Service } from '../../src/prove/network/model.ts';
export const gateway: Pod = {
  namespace: 'openclaw',
  name: 'openclaw',
  labels: { app: 'openclaw', tier: 'edge' },
  ports: [{ name: 'http', port: 18789, protocol: 'TCP' }],
  addresses: ['10.1.0.5'],
};
export const receiver: Pod = {
  namespace: 'monitoring',
  name: 'prometheus-k8s-0',
  labels: { app: 'prometheus', role: 'store' },
  ports: [{ name: 'web', port: 9090, protocol: 'TCP' }],
  addresses: ['10.2.0.9', 'fd00::9'],
};
export const service: Service = {
  namespace: 'monitoring',
  name: 'prometheus-k8s',
  selector: { app: 'prometheus' },
  ports: [{ name: 'web', port: 80, targetPort: 'web', protocol: 'TCP' }],
  clusterIPs: ['10.96.0.20'],
};
/** The gateway, the Service with its receiver, and no policy. */
export const bare: Cluster = {
  namespaces: [
    { name: 'openclaw', labels: { team: 'agents' } },
    { name: 'monitoring', labels: { team: 'platform', stage: 'prod' } },
  ],
  pods: [gateway, receiver],
  services: [service],
  policies: [],
};

/** The connection that the policies are to judge. */
export const push: Connection = {
  from: gateway,
  to: { service },
  port: 80,
  protocol: 'TCP',
};

export function policy(namespace: string, name: string, spec: PolicySpec): NetworkPolicy {
  return { namespace, name, spec };
}

export function withPolicies(...policies: NetworkPolicy[]): Cluster {
  return { ...bare, policies };
}

/** One policy that isolates the gateway, with these egress rules. */
export const egress = (...rules: NonNullable<PolicySpec['egress']>): Cluster =>
  withPolicies(policy('openclaw', 'out', { podSelector: {}, policyTypes: ['Egress'], egress: rules }));

/** One policy that isolates the receiver, with these ingress rules. */
export const ingress = (...rules: NonNullable<PolicySpec['ingress']>): Cluster =>
  withPolicies(policy('monitoring', 'in', { podSelector: {}, ingress: rules }));
