/** What all policies share: names, labels and selectors, as in meta/v1. */

export type Labels = Readonly<Record<string, string>>;

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export type Direction = 'ingress' | 'egress';

/** Where something is within an object, from its root. */
export type Path = readonly (string | number)[];

/** Name and namespace of an object. */
export interface ObjectRef {
  readonly namespace: string;
  readonly name: string;
}

/** A policy of any kind. Cluster-wide ones have the namespace under which their manifest is found. */
export interface PolicyRef extends ObjectRef {
  /** With its API group: `networking.k8s.io/NetworkPolicy`. */
  readonly kind: string;
}

export interface LabelSelector {
  readonly matchLabels?: Labels | undefined;
  readonly matchExpressions?: readonly LabelExpression[] | undefined;
}

export interface LabelExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[] | undefined;
}
