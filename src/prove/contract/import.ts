import type { MetricKind } from '../translate/index.ts';
import type { Contract, ContractMetric } from './contract.ts';
import { ContractError } from './parse.ts';
import { type RegistryFile, type RegistryGroup, registryGroups } from './registry.ts';

const KINDS: Readonly<Record<NonNullable<RegistryGroup['instrument']>, MetricKind>> = {
  counter: 'counter',
  updowncounter: 'updown',
  gauge: 'gauge',
  histogram: 'histogram',
};

/** A contract, and the files of the registry's folders that define nothing for it. */
export interface Imported {
  readonly contract: Contract;
  readonly passedOver: readonly string[];
}

/**
 * A contract of the metrics that registry files define, without deprecated ones. Attributes that are required or
 * recommended are expected; attributes that are sent only under a condition or on demand are optional.
 *
 * @param files a file that the user named is of a registry; one that was found in a folder may be another one
 * @throws {ContractError} if a named file is not of a registry, or no file defines a metric
 */
export function importedContract(
  files: readonly (RegistryFile & { readonly isNamed: boolean })[],
  options: { readonly name: string; readonly job?: string | undefined; readonly flushIntervalMs: number },
): Imported {
  const read = files.map((file) => ({ ...file, groups: registryGroups(file) }));
  const strange = read.filter(({ groups }) => groups === undefined);
  const named = strange.find(({ isNamed }) => isNamed);
  if (named) {
    throw new ContractError(
      `${named.path} is not a file of a semantic-convention registry: it has neither groups nor file_format: definition/2`,
    );
  }
  const groups = read.flatMap((file) => file.groups ?? []);
  const byId = new Map(groups.map((one) => [one.id, one]));
  const metrics = groups
    .filter(({ isMetric, isDeprecated }) => isMetric && !isDeprecated)
    .map((one) => metricOf(one, byId));
  if (metrics.length === 0) {
    const paths = files.map(({ path }) => path).join(', ');
    throw new ContractError(
      `${paths || 'no file'}: no metric is defined; give the files that define the metrics`,
    );
  }
  const { job, ...rest } = options;
  const contract = { ...rest, ...(job === undefined ? {} : { job }), metrics };
  return { contract, passedOver: strange.map(({ path }) => path) };
}

function metricOf(one: RegistryGroup, byId: ReadonlyMap<string, RegistryGroup>): ContractMetric {
  const { otlp, instrument, unit, brief } = one;
  if (otlp === undefined || instrument === undefined || unit === undefined) {
    throw new ContractError(`${one.id}: a metric needs a name, instrument and unit`);
  }
  const levels = attributesOf(one, byId, []);
  const keys = (isWanted: (level: Level) => boolean): string[] =>
    [...levels].filter(([, level]) => isWanted(level)).map(([key]) => key);
  const optionalAttributes = keys((level) => level === 'optional');
  return {
    otlp,
    kind: KINDS[instrument],
    unit,
    attributes: keys((level) => level === 'expected'),
    ...(optionalAttributes.length === 0 ? {} : { optionalAttributes }),
    mayBeIdle: false,
    ...(brief === undefined ? {} : { description: brief.replaceAll(/\s+/g, ' ').trim() }),
  };
}

type Level = 'expected' | 'optional';

/** Attributes by key: those of the groups that it refers to, overridden by its own. */
function attributesOf(
  { id, parents, attributes }: RegistryGroup,
  byId: ReadonlyMap<string, RegistryGroup>,
  path: readonly string[],
): Map<string, Level> {
  if (path.includes(id)) throw new ContractError(`${id} extends itself; remove the cycle`);
  const levels = new Map<string, Level>();
  for (const parent of parents) {
    const extended = byId.get(parent);
    if (!extended)
      throw new ContractError(
        `${id} extends ${parent}, which is in none of the files; give its file as well`,
      );
    for (const [key, level] of attributesOf(extended, byId, [...path, id])) levels.set(key, level);
  }
  for (const { key, level } of attributes) {
    // A reference without a level keeps the inherited one.
    levels.set(key, level === undefined ? (levels.get(key) ?? 'expected') : levelOf(level));
  }
  return levels;
}

function levelOf(level: string | Readonly<Record<string, unknown>>): Level {
  const word = typeof level === 'string' ? level : (Object.keys(level)[0] ?? '');
  return word === 'required' || word === 'recommended' ? 'expected' : 'optional';
}
