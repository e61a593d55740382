import type { PolicyRef } from '../object.ts';

/** A NetworkPolicy or GlobalNetworkPolicy of Calico. */
export interface CalicoPolicy extends PolicyRef {
  readonly tier: string;
  /** Undefined: after all that have one. */
  readonly order?: number | undefined;
  readonly selector?: string | undefined;
  readonly namespaceSelector?: string | undefined;
  readonly serviceAccountSelector?: string | undefined;
  readonly types?: readonly string[] | undefined;
  readonly ingress?: readonly CalicoRule[] | undefined;
  readonly egress?: readonly CalicoRule[] | undefined;
  /** It applies to interfaces of nodes only: `doNotTrack` or `preDNAT`. */
  readonly nodesOnly: boolean;
  /** Fields that are not understood. */
  readonly unjudged: readonly string[];
}

/** The tier of the policies that name none, and of those of Kubernetes. */
export const DEFAULT_TIER = 'default';

export function isGlobal({ kind }: PolicyRef): boolean {
  return kind.endsWith('/GlobalNetworkPolicy');
}

export interface CalicoRule {
  readonly action: string;
  readonly protocol?: string | number | undefined;
  readonly notProtocol?: string | number | undefined;
  readonly ipVersion?: number | undefined;
  readonly source: CalicoEntity;
  readonly destination: CalicoEntity;
  readonly unjudged: readonly string[];
}

/** One end of a connection; every field that is given must match. */
export interface CalicoEntity {
  readonly nets?: readonly string[] | undefined;
  readonly notNets?: readonly string[] | undefined;
  readonly selector?: string | undefined;
  readonly notSelector?: string | undefined;
  readonly namespaceSelector?: string | undefined;
  /** A number, `"first:last"`, or the name of a port. */
  readonly ports?: readonly (number | string)[] | undefined;
  readonly notPorts?: readonly (number | string)[] | undefined;
  readonly services?:
    | { readonly name?: string | undefined; readonly namespace?: string | undefined }
    | undefined;
  readonly unjudged: readonly string[];
}

export interface CalicoTier {
  readonly name: string;
  readonly order?: number | undefined;
  /** What happens to what no rule of the tier decides: `Deny` or `Pass`. */
  readonly defaultAction?: string | undefined;
}
