import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ApplicableObject } from '../../testbed/cluster/index.ts';

const MODULE = 'github.com/prometheus-operator/prometheus-operator@v0.85.0';

/** Folder of the operator's definitions. They are part of its module, which is in Go's cache after the build. */
export const OPERATOR_DEFINITIONS = definitionsFolder();

/** Whether they are on this machine; with `CI=true` they have to be. */
export const hasOperatorDefinitions = process.env['CI'] === 'true' || existsSync(OPERATOR_DEFINITIONS);

export async function operatorDefinitions(): Promise<ApplicableObject[]> {
  const files = await readdir(OPERATOR_DEFINITIONS);
  return Promise.all(
    files.map(
      async (file) => parse(await readFile(join(OPERATOR_DEFINITIONS, file), 'utf8')) as ApplicableObject,
    ),
  );
}

function definitionsFolder(): string {
  try {
    const cache = execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim();
    return join(cache, MODULE, 'example/prometheus-operator-crd');
  } catch {
    return '';
  }
}
