export type { CalicoEntity, CalicoPolicy, CalicoRule, CalicoTier } from './calico/model.ts';
export type { CiliumEntry, CiliumPolicy, CiliumPorts, CiliumRule } from './cilium/model.ts';
export {
  findObject,
  nameOf,
  podsOfService,
  resolveTarget,
  type Destination,
  type Missing,
  type Target,
} from './destination.ts';
export { CLUSTER_DNS, withClusterDns } from './dns.ts';
export { evaluate, judgeRoute, policiesInForce, type InvalidPolicy, type Route } from './evaluate.ts';
export type { MissingRule } from './missing-ends.ts';
export { ruleToAdd } from './missing-rule.ts';
export type {
  Cluster,
  ContainerPort,
  Direction,
  Labels,
  LabelSelector,
  Namespace,
  NetworkPolicy,
  ObjectRef,
  Path,
  Pod,
  PolicyRef,
  Protocol,
  Service,
  ServicePort,
} from './model.ts';
export { networkPolicyRef } from './policy.ts';
export { policyTitle } from './policy-title.ts';
export { selectorMatches } from './selector.ts';
export { policyProblems } from './validate.ts';
export type { RuleRef } from './verdict.ts';
