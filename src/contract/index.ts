export type { Contract, ContractMetric } from './contract.ts';
export { defaultContract } from './default.ts';
export { parseDuration } from './duration.ts';
export {
  expectedMetric,
  expectedMetrics,
  identityLabels,
  resourceOf,
  type ExpectedMetric,
} from './expected.ts';
export { ContractError, contractSchema, parseContract } from './parse.ts';
