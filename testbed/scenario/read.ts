import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { firstLineOf } from '../../src/shared/text/error-text.ts';
import { isRecord } from '../../src/shared/text/is-record.ts';
import { ScenarioError } from './error.ts';
import { basesOf } from './files.ts';
import { scenarioJsonSchema } from './json-schema.ts';
import { type Given, givenSchema, type Scenario, scenarioSchema } from './schema.ts';
import { unknownKeys } from './unknown-keys.ts';

/** One scenario and its folder. */
export interface ScenarioFolder {
  readonly name: string;
  readonly folder: string;
  readonly scenario: Scenario;
  /** What is given to its healthy twin: no fault, unless the scenario says otherwise. */
  readonly twinGiven: Given;
  /** Unknown fields, perhaps of a later version; they are ignored. */
  readonly unknown: readonly string[];
}

const FILE = 'scenario.yaml';

/**
 * The scenarios of folders: each contains a `scenario.yaml`, or folders with one.
 *
 * @param onUnusable is called for a scenario that cannot be used, and the others are read; by default it is thrown
 * @throws {ScenarioError}
 */
export function readScenarios(
  folders: readonly string[],
  onUnusable: (error: ScenarioError) => void = (error) => {
    throw error;
  },
): ScenarioFolder[] {
  const found = folders.flatMap((folder) => {
    const inside = scenarioFolders(resolve(folder));
    if (inside.length === 0) throw new ScenarioError(`${folder} contains no ${FILE}, and no folder with one`);
    return inside;
  });
  return [...new Set(found)].flatMap((folder) => {
    try {
      return [readScenario(folder)];
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      onUnusable(error);
      return [];
    }
  });
}

function scenarioFolders(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new ScenarioError(`${folder} is not a folder: name one with a ${FILE}`);
  if (existsSync(join(folder, FILE))) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => scenarioFolders(join(folder, name)));
}

function readScenario(folder: string): ScenarioFolder {
  const path = join(folder, FILE);
  let value: unknown;
  try {
    value = parseYaml(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ScenarioError(`${path} is not valid YAML: ${firstLineOf(error)}`);
  }
  const unknown = unknownKeys(value, scenarioJsonSchema());
  const misspelt = unknown.flatMap(({ path: at, meant }) =>
    meant === undefined ? [] : [`${at} is not known; did you mean ${meant}?`],
  );
  if (misspelt.length > 0) throw new ScenarioError(`${path}: ${misspelt.join('; ')}`);
  const scenario = parsed(scenarioSchema, value, path);
  const written = recordOf(recordOf(value)['given']);
  const instead = scenario.fixed?.given ?? {};
  const { fault: _, ...healthy } = written;
  const twinBackend = { ...recordOf(written['backend']), ...recordOf(instead['backend']) };
  const twinGiven = parsed(
    givenSchema,
    { ...healthy, ...instead, backend: twinBackend },
    `${path}, fixed.given`,
  );
  requireFiles(path, folder, scenario);
  return { name: basename(folder), folder, scenario, twinGiven, unknown: unknown.map(({ path: at }) => at) };
}

/** @throws {ScenarioError} where a file or folder that the scenario names does not exist */
function requireFiles(path: string, folder: string, { given, fixed }: Scenario): void {
  const { config, patch, manifests, contract, backend } = given;
  const bases = basesOf(given);
  const require = (named: string | undefined, within: readonly string[]): void => {
    if (named === undefined || within.some((one) => existsSync(join(folder, one, named)))) return;
    const where = within.length > 1 ? `neither beside it nor in ${bases.join(', ')}` : 'not beside it';
    throw new ScenarioError(`${path} names ${named}, which is ${where}`);
  };
  for (const named of [...bases, fixed?.overlay]) require(named, ['.']);
  for (const named of [config?.split('#')[0], manifests, contract, backend.config])
    require(named, ['.', ...bases]);
  if (patch !== undefined && config === undefined)
    throw new ScenarioError(`${path}: given.patch changes given.config, which is missing`);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new ScenarioError(`${what} is not a scenario: ${issues.join('; ')}`);
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
