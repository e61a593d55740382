// The files that are made from code; a test compares them with what stands in the repository.
import { contractJsonSchema, defaultContract, formatContract } from '../src/contract/index.ts';

/** Text of each generated file, by its path from the root of the repository. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['contracts/throughline.yaml', throughlineContract()],
    ['schemas/contract.schema.json', `${JSON.stringify(contractJsonSchema(), null, 2)}\n`],
  ]);
}

function throughlineContract(): string {
  const contract = defaultContract({ serviceName: 'openclaw', flushIntervalMs: 30_000 });
  return formatContract({ ...contract, name: 'throughline' }, [
    'The 18 metrics of the gateway, as check expects them where no contract is given.',
    'Made from src/catalog by: npm run generate',
  ]);
}
