export type { Answer } from './answer.ts';
export {
  findObject,
  nameOf,
  podsOfService,
  resolveTarget,
  type Destination,
  type Destinations,
  type Missing,
  type Target,
} from './destination.ts';
export { CLUSTER_DNS, withClusterDns } from './dns.ts';
export {
  evaluate,
  judgeRoute,
  policiesInForce,
  type Connection,
  type Evaluation,
  type InvalidPolicy,
  type Route,
} from './evaluate.ts';
export { ruleToAdd, type MissingRule, type PolicyManifest } from './missing-rule.ts';
export type {
  Cluster,
  ContainerPort,
  Direction,
  IpBlock,
  Labels,
  LabelSelector,
  Namespace,
  NetworkPolicy,
  ObjectRef,
  Peer,
  Pod,
  PolicyPort,
  PolicySpec,
  Protocol,
  Service,
  ServicePort,
} from './model.ts';
export type { DirectionVerdict, RuleRef } from './policy.ts';
export { selectorMatches } from './selector.ts';
export { policyProblems, type PolicyProblem } from './validate.ts';
