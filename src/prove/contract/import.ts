import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { firstLineOf } from '../../shared/text/error-text.ts';
import type { MetricKind } from '../translate/index.ts';
import type { Contract, ContractMetric } from './contract.ts';
import { ContractError } from './parse.ts';

const attribute = z.object({
  ref: z.string().optional(),
  id: z.string().optional(),
  requirement_level: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
});

const group = z.object({
  id: z.string(),
  type: z.string().optional(),
  metric_name: z.string().optional(),
  instrument: z.enum(['counter', 'updowncounter', 'gauge', 'histogram']).optional(),
  unit: z.string().optional(),
  brief: z.string().optional(),
  prefix: z.string().optional(),
  extends: z.string().optional(),
  deprecated: z.unknown().optional(),
  attributes: z.array(attribute).default([]),
});

type Group = z.output<typeof group>;

const registry = z.object({ groups: z.array(group) });

const KINDS: Readonly<Record<NonNullable<Group['instrument']>, MetricKind>> = {
  counter: 'counter',
  updowncounter: 'updown',
  gauge: 'gauge',
  histogram: 'histogram',
};

/** A file of a semantic-convention registry. */
export interface RegistryFile {
  readonly path: string;
  readonly text: string;
}

/**
 * A contract of the metrics that registry files define, without deprecated ones. Attributes that are required or
 * recommended are expected; attributes that are sent only under a condition or on demand are optional.
 *
 * @throws {ContractError} if a file is not a registry file, or no file contains a metric
 * @see https://github.com/open-telemetry/weaver/blob/main/schemas/semconv-syntax.md
 */
export function importedContract(
  files: readonly RegistryFile[],
  options: { readonly name: string; readonly job?: string | undefined; readonly flushIntervalMs: number },
): Contract {
  const groups = files.flatMap(groupsOf);
  const byId = new Map(groups.map((one) => [one.id, one]));
  const metrics = groups
    .filter(({ type, deprecated }) => type === 'metric' && deprecated === undefined)
    .map((one) => metricOf(one, byId));
  if (metrics.length === 0) {
    const paths = files.map(({ path }) => path).join(', ');
    throw new ContractError(`${paths}: no group of type metric; give the files that define the metrics`);
  }
  const { job, ...rest } = options;
  return { ...rest, ...(job === undefined ? {} : { job }), metrics };
}

function groupsOf({ path, text }: RegistryFile): Group[] {
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    const first = firstLineOf(error);
    throw new ContractError(`${path} is not valid YAML: ${first}`);
  }
  const parsed = registry.safeParse(value);
  if (parsed.success) return parsed.data.groups;
  const [issue] = parsed.error.issues;
  throw new ContractError(
    `${path} is not a file of a semantic-convention registry: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? ''}`,
  );
}

function metricOf(one: Group, byId: ReadonlyMap<string, Group>): ContractMetric {
  const { metric_name: otlp, instrument, unit, brief } = one;
  if (otlp === undefined || instrument === undefined || unit === undefined) {
    throw new ContractError(`${one.id}: a metric needs metric_name, instrument and unit`);
  }
  const levels = attributesOf(one, byId, new Set());
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

/** Attributes by key: those of the extended group, overridden by the group's own. */
function attributesOf(
  { id, extends: parent, prefix, attributes }: Group,
  byId: ReadonlyMap<string, Group>,
  seen: Set<string>,
): Map<string, Level> {
  if (seen.has(id)) throw new ContractError(`${id} extends itself; remove the cycle`);
  seen.add(id);
  const levels = new Map<string, Level>();
  if (parent !== undefined) {
    const extended = byId.get(parent);
    if (!extended)
      throw new ContractError(
        `${id} extends ${parent}, which is in none of the files; give its file as well`,
      );
    for (const [key, level] of attributesOf(extended, byId, seen)) levels.set(key, level);
  }
  for (const { ref, id: own, requirement_level: level } of attributes) {
    const key = ref ?? (prefix === undefined || own === undefined ? own : `${prefix}.${own}`);
    // A reference without a level keeps the inherited one.
    if (key !== undefined)
      levels.set(key, level === undefined ? (levels.get(key) ?? 'expected') : levelOf(level));
  }
  return levels;
}

function levelOf(level: string | Readonly<Record<string, unknown>>): Level {
  const word = typeof level === 'string' ? level : (Object.keys(level)[0] ?? '');
  return word === 'required' || word === 'recommended' ? 'expected' : 'optional';
}
