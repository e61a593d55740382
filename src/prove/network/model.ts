import type { CalicoPolicy, CalicoTier } from './calico/model.ts';
import type { CiliumPolicy } from './cilium/model.ts';
import type { Labels, LabelSelector, ObjectRef, Protocol } from './object.ts';

export type {
  Direction,
  LabelExpression,
  Labels,
  LabelSelector,
  ObjectRef,
  Path,
  PolicyRef,
  Protocol,
} from './object.ts';

/**
 * What of a cluster decides who may talk to whom: the shapes of networking.k8s.io/v1 and core/v1, cut to what
 * policies look at.
 */
export interface Cluster {
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly services: readonly Service[];
  readonly policies: readonly NetworkPolicy[];
  readonly cilium?: readonly CiliumPolicy[];
  readonly calico?: readonly CalicoPolicy[];
  readonly calicoTiers?: readonly CalicoTier[];
}

/** A namespace that is not listed exists all the same: only its name is known of it. */
export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
}

export interface Pod extends ObjectRef {
  readonly labels: Labels;
  /** There is more to the pod than is known here: other labels, other ports. */
  readonly partial?: boolean;
  readonly ports: readonly ContainerPort[];
  /** Empty where not known. */
  readonly addresses: readonly string[];
  /** It has its node's address, and policies see a node, not a pod. */
  readonly hostNetwork?: boolean;
  /** Name of its node; undefined where not known. */
  readonly node?: string | undefined;
}

export interface ContainerPort {
  readonly name?: string | undefined;
  readonly port: number;
  readonly protocol: Protocol;
}

export interface Service extends ObjectRef {
  /** Undefined where its endpoints are made by hand, or elsewhere. */
  readonly selector?: Labels | undefined;
  readonly ports: readonly ServicePort[];
  readonly clusterIPs: readonly string[];
  /** Headless: a client reaches the pods themselves, on the port it names. */
  readonly headless?: boolean;
  /** Name outside the cluster that it is an alias of (type ExternalName). */
  readonly externalName?: string | undefined;
}

export interface ServicePort {
  readonly name?: string | undefined;
  readonly port: number;
  readonly targetPort: number | string;
  readonly protocol: Protocol;
}

export interface NetworkPolicy extends ObjectRef {
  readonly spec: PolicySpec;
}

/** As written, also where the API server rejects it: see `policyProblems`. */
export interface PolicySpec {
  readonly podSelector?: LabelSelector | undefined;
  readonly policyTypes?: readonly string[] | undefined;
  readonly ingress?: readonly IngressRule[] | undefined;
  readonly egress?: readonly EgressRule[] | undefined;
}

export interface IngressRule {
  readonly from?: readonly Peer[] | undefined;
  readonly ports?: readonly PolicyPort[] | undefined;
}

export interface EgressRule {
  readonly to?: readonly Peer[] | undefined;
  readonly ports?: readonly PolicyPort[] | undefined;
}

export interface Peer {
  readonly podSelector?: LabelSelector | undefined;
  readonly namespaceSelector?: LabelSelector | undefined;
  readonly ipBlock?: IpBlock | undefined;
}

export interface IpBlock {
  readonly cidr: string;
  readonly except?: readonly string[] | undefined;
}

export interface PolicyPort {
  readonly protocol?: string | undefined;
  readonly port?: number | string | undefined;
  readonly endPort?: number | undefined;
}
