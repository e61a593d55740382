import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ApplicableObject } from '../apply.ts';

/** Where the operator's module has its definitions. */
export const DEFINITIONS = join('example', 'prometheus-operator-crd');

/** The operator's definitions, from the folder of its module. */
export async function operatorDefinitions(module: string): Promise<ApplicableObject[]> {
  const folder = join(module, DEFINITIONS);
  const files = await readdir(folder);
  return Promise.all(
    files.map(async (file) => parse(await readFile(join(folder, file), 'utf8')) as ApplicableObject),
  );
}
