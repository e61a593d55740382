import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Case, type Wild, wildSchema } from './schema.ts';

export const FILE = 'wild.yaml';

/** One case of one input. */
export interface Input {
  /** The folder's name, with the case's name where there are several. */
  readonly name: string;
  readonly folder: string;
  readonly wild: Wild;
  readonly one: Case;
}

/** A `wild.yaml` that cannot be used; the message says which and why. */
export class WildError extends Error {
  override readonly name = 'WildError';
}

/**
 * The cases of all inputs in a folder, or of those whose name starts with one of `names`.
 * @throws {WildError}
 */
export function readInputs(root: string, names: readonly string[] = []): Input[] {
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, FILE)))
    .map(({ name }) => name)
    .toSorted();
  const inputs = folders.flatMap((name) => casesOf(root, name));
  const absent = names.filter((start) => !inputs.some(({ name }) => name.startsWith(start)));
  if (absent.length > 0) throw new WildError(`there is no input ${absent.join(', ')} in ${root}`);
  return names.length === 0
    ? inputs
    : inputs.filter(({ name }) => names.some((start) => name.startsWith(start)));
}

function casesOf(root: string, name: string): Input[] {
  const folder = join(root, name);
  const wild = readWild(join(folder, FILE));
  for (const { config, push } of wild.cases.flatMap(({ servers }) => Object.values(servers)))
    for (const file of [...(config === undefined ? [] : [config]), ...push])
      if (!existsSync(join(folder, file)))
        throw new WildError(`${join(folder, FILE)} names ${file}, which is not beside it`);
  return wild.cases.map((one) => ({
    name: wild.cases.length === 1 ? name : `${name}/${one.name}`,
    folder,
    wild,
    one,
  }));
}

function readWild(path: string): Wild {
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new WildError(`${path} is not valid YAML: ${String(error)}`);
  }
  const { success, data, error } = wildSchema.safeParse(value);
  if (success) return data;
  const issues = error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new WildError(`${path}: ${issues.join('; ')}`);
}
