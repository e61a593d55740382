export type { AttributeValues, Contract, ContractMetric } from './contract.ts';
export {
  BUILT_IN_CONTRACTS,
  builtInContract,
  isBuiltIn,
  openclawContract,
  SCRAPE_CONTRACT,
} from './built-in.ts';
export { defaultContract, isOfGateway } from './default.ts';
export {
  expectedMetric,
  expectedMetrics,
  identityLabels,
  resourceOf,
  shapeOfMetric,
  serviceNameOf,
  type ExpectedMetric,
} from './expected.ts';
export { formatContract } from './format.ts';
export { importedContract } from './import.ts';
export { ContractError, parseContract } from './parse.ts';
export { recordedContract } from './record.ts';
