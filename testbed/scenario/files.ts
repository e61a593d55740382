import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { firstLineOf } from '../../src/shared/text/error-text.ts';
import { isRecord } from '../../src/shared/text/is-record.ts';
import { ScenarioError } from './error.ts';
import type { Given } from './schema.ts';

/** The sources of the files of a run. */
export interface ScenarioFiles {
  /** Later ones replace earlier ones. */
  readonly folders: readonly string[];
  /** The JSON file to change after copying, and its merge patch. */
  readonly patch?: { readonly file: string; readonly changes: Json };
}

type Json = Readonly<Record<string, unknown>>;

/** The base folders, then the scenario's own, then the overlay of its twin. */
export function filesOf(folder: string, given: Given, overlay?: string): ScenarioFiles {
  const folders = [
    ...basesOf(given).map((base) => join(folder, base)),
    folder,
    ...(overlay === undefined ? [] : [join(folder, overlay)]),
  ];
  const { config, patch } = given;
  return patch === undefined || config === undefined
    ? { folders }
    : { folders, patch: { file: config, changes: patch } };
}

export function basesOf({ base = [] }: Pick<Given, 'base'>): readonly string[] {
  return typeof base === 'string' ? [base] : base;
}

/** @throws {ScenarioError} if the patched file is not JSON */
export async function layFiles({ folders, patch }: ScenarioFiles, target: string): Promise<void> {
  for (const source of folders) await cp(source, target, { recursive: true });
  if (!patch) return;
  const path = join(target, patch.file);
  let config: unknown;
  try {
    config = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ScenarioError(`given.patch needs plain JSON, and ${patch.file} is not: ${firstLineOf(error)}`);
  }
  await writeFile(path, `${JSON.stringify(mergePatch(config, patch.changes), null, 2)}\n`);
}

/** https://www.rfc-editor.org/rfc/rfc7396#section-2: null removes a member, an object is merged, the rest replaces. */
export function mergePatch(target: unknown, changes: unknown): unknown {
  if (!isRecord(changes)) return changes;
  const merged: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}
