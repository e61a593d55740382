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
export { ruleToAdd, type MissingRule } from './missing-rule.ts';
export type {
  Cluster,
  Direction,
  Labels,
  Namespace,
  NetworkPolicy,
  ObjectRef,
  Pod,
  Protocol,
  Service,
} from './model.ts';
export type { RuleRef } from './policy.ts';
export { selectorMatches } from './selector.ts';
export { policyProblems } from './validate.ts';
