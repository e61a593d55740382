import type { LabelSelector, Path, PolicyRef } from '../object.ts';

/** A CiliumNetworkPolicy or CiliumClusterwideNetworkPolicy: its `spec`, and each of its `specs`. */
export interface CiliumPolicy extends PolicyRef {
  readonly rules: readonly CiliumRule[];
}

export const CLUSTERWIDE_CILIUM_POLICY = 'cilium.io/CiliumClusterwideNetworkPolicy';

export interface CiliumRule {
  /** `['spec']`, or `['specs', 0]`. */
  readonly path: Path;
  readonly endpointSelector?: LabelSelector | undefined;
  readonly nodeSelector?: LabelSelector | undefined;
  readonly enableDefaultDeny?:
    | { readonly ingress?: boolean | undefined; readonly egress?: boolean | undefined }
    | undefined;
  readonly ingress?: readonly CiliumEntry[] | undefined;
  readonly ingressDeny?: readonly CiliumEntry[] | undefined;
  readonly egress?: readonly CiliumEntry[] | undefined;
  readonly egressDeny?: readonly CiliumEntry[] | undefined;
  /** Fields that are not understood. */
  readonly unjudged: readonly string[];
}

/** One entry of a direction. `from…` and `to…` are the same here. At most one kind of peers is given. */
export interface CiliumEntry {
  readonly endpoints?: readonly LabelSelector[] | undefined;
  readonly entities?: readonly string[] | undefined;
  readonly cidr?: readonly string[] | undefined;
  readonly cidrSet?: readonly CiliumCidr[] | undefined;
  readonly services?: readonly CiliumService[] | undefined;
  readonly fqdns?: readonly unknown[] | undefined;
  readonly nodes?: readonly unknown[] | undefined;
  readonly groups?: readonly unknown[] | undefined;
  readonly toPorts?: readonly CiliumPorts[] | undefined;
  readonly icmps?: readonly unknown[] | undefined;
  readonly unjudged: readonly string[];
}

export interface CiliumCidr {
  /** Undefined where it is a reference to a group of blocks. */
  readonly cidr?: string | undefined;
  readonly except?: readonly string[] | undefined;
}

export interface CiliumService {
  readonly k8sService?:
    | { readonly serviceName?: string | undefined; readonly namespace?: string | undefined }
    | undefined;
  readonly k8sServiceSelector?: unknown;
}

export interface CiliumPorts {
  readonly ports?: readonly CiliumPort[] | undefined;
  readonly rules?: CiliumL7 | undefined;
  readonly unjudged: readonly string[];
}

export interface CiliumPort {
  readonly port?: string | undefined;
  readonly endPort?: number | undefined;
  readonly protocol?: string | undefined;
}

/** Rules of layer 7. Only those of DNS are understood, and only their patterns. */
export interface CiliumL7 {
  readonly dns?: readonly { readonly matchPattern?: string | undefined }[] | undefined;
  readonly unjudged: readonly string[];
}
