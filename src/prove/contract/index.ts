export type { Contract, ContractMetric } from './contract.ts';
export { defaultContract } from './default.ts';
export {
  expectedMetric,
  expectedMetrics,
  identityLabels,
  resourceOf,
  type ExpectedMetric,
} from './expected.ts';
export { formatContract } from './format.ts';
export { importedContract, type RegistryFile } from './import.ts';
export { contractJsonSchema } from './json-schema.ts';
export { ContractError, contractSchema, parseContract } from './parse.ts';
export { recordedContract, type RecordedSeries } from './record.ts';
