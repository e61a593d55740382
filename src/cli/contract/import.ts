import { ContractError, formatContract, importedContract } from '../../prove/contract/index.ts';
import { readNamedText } from '../named-file.ts';
import { UsageError } from '../usage-error.ts';

export interface ImportFlags {
  readonly name: string;
  readonly job?: string;
  readonly flushInterval: number;
}

/**
 * A contract file of what semantic-convention registry files define.
 *
 * @throws {UsageError}
 */
export function importContract(paths: readonly string[], flags: ImportFlags): string {
  const files = paths.map((path) => ({ path, text: readNamedText(path) }));
  try {
    const { name, job, flushInterval: flushIntervalMs } = flags;
    const contract = importedContract(files, { name, job, flushIntervalMs });
    const names = paths.map((path) => path.split('/').at(-1) ?? path);
    return formatContract(contract, [`Imported from ${names.join(', ')}, a semantic-convention registry.`]);
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(error.message);
    throw error;
  }
}
