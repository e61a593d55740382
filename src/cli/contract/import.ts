import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ContractError, formatContract, importedContract } from '../../prove/contract/index.ts';
import { errorCode } from '../../shared/text/error-code.ts';
import { readNamedText } from '../named-file.ts';
import { UsageError } from '../usage-error.ts';

export interface ImportFlags {
  readonly name: string;
  readonly job?: string;
  readonly flushInterval: number;
}

export interface ImportedFile {
  /** The contract file. */
  readonly text: string;
  /** Files of folders that are not of a registry. */
  readonly passedOver: readonly string[];
}

/**
 * A contract file of what semantic-convention registry files, or those of folders, define.
 *
 * @throws {UsageError}
 */
export function importContract(paths: readonly string[], flags: ImportFlags): ImportedFile {
  const files = paths
    .flatMap(filesIn)
    .map(({ path, isNamed }) => ({ path, isNamed, text: readNamedText(path) }));
  try {
    const { name, job, flushInterval: flushIntervalMs } = flags;
    const { contract, passedOver } = importedContract(files, { name, job, flushIntervalMs });
    const names = paths.map((path) => path.split('/').at(-1) ?? path);
    const text = formatContract(contract, [
      `Imported from ${names.join(', ')}, a semantic-convention registry.`,
    ]);
    return { text, passedOver };
  } catch (error) {
    if (error instanceof ContractError) throw new UsageError(error.message);
    throw error;
  }
}

function filesIn(path: string): { readonly path: string; readonly isNamed: boolean }[] {
  if (!isFolder(path)) return [{ path, isNamed: true }];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => ({ path: join(path, name), isNamed: false }));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    // Reading it as a file says why.
    if (errorCode(error) !== undefined) return false;
    throw error;
  }
}
