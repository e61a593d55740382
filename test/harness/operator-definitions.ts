import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ApplicableObject } from '../../testbed/cluster/index.ts';
import { DEFINITIONS, operatorDefinitions as definitionsOf } from '../../testbed/cluster/monitoring/index.ts';

const MODULE = 'github.com/prometheus-operator/prometheus-operator@v0.85.0';

/** The operator's module, in Go's cache after the build; empty without Go. */
const FOLDER = moduleInCache();

/** Folder of the operator's definitions, which are part of its module. */
export const OPERATOR_DEFINITIONS = FOLDER && join(FOLDER, DEFINITIONS);

/** Whether they are on this machine; with `CI=true` they have to be. */
export const hasOperatorDefinitions = process.env['CI'] === 'true' || existsSync(OPERATOR_DEFINITIONS);

export const operatorDefinitions = (): Promise<ApplicableObject[]> => definitionsOf(FOLDER);

function moduleInCache(): string {
  try {
    return join(execFileSync('go', ['env', 'GOMODCACHE'], { encoding: 'utf8' }).trim(), MODULE);
  } catch {
    return '';
  }
}
