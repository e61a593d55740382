import type { Destination } from './destination.ts';
import type { Direction, ObjectRef, Path, Pod, PolicyRef, Protocol } from './model.ts';

/** What has to be added so that a route is allowed in one direction. */
export interface MissingRule {
  readonly direction: Direction;
  /** One of the policies that isolate the pod. */
  readonly policy: PolicyRef;
  /** The list of that policy to add the rule to; undefined where the policy selects more than one namespace. */
  readonly list: Path | undefined;
  readonly rule: object;
  /** The same as a separate policy, which is combined with the existing ones. */
  readonly manifest: PolicyManifest;
}

export interface PolicyManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectRef;
  readonly spec: object;
}

/** Both ends of the rule that is missing. */
export interface MissingEnds {
  readonly direction: Direction;
  /** The pod that the policies isolate. */
  readonly near: Pod;
  readonly far: Destination | { readonly pod: Pod };
  /** Port of the destination. */
  readonly port: number | undefined;
  /** To open the port for. */
  readonly protocols: readonly Protocol[];
  /** Name of a separate policy. */
  readonly name: string;
}
