import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { firstLineOf } from '../../shared/text/error-text.ts';
import { isRecord } from '../../shared/text/is-record.ts';
import { ContractError } from './parse.ts';
import { QUIET } from '../../shared/text/yaml-options.ts';

/** A file of a semantic-convention registry. */
export interface RegistryFile {
  readonly path: string;
  readonly text: string;
}

const level = z.union([z.string(), z.record(z.string(), z.unknown())]).optional();
const instrument = z.enum(['counter', 'updowncounter', 'gauge', 'histogram']).optional();

const group = z.object({
  id: z.string(),
  type: z.string().optional(),
  metric_name: z.string().optional(),
  instrument,
  unit: z.string().optional(),
  brief: z.string().optional(),
  prefix: z.string().optional(),
  extends: z.string().optional(),
  deprecated: z.unknown().optional(),
  attributes: z
    .array(z.object({ ref: z.string().optional(), id: z.string().optional(), requirement_level: level }))
    .default([]),
});

const firstFormat = z.object({ groups: z.array(group) });

const references = z
  .array(z.object({ ref: z.string().optional(), ref_group: z.string().optional(), requirement_level: level }))
  .default([]);

const secondFormat = z.object({
  attribute_groups: z.array(z.object({ id: z.string(), attributes: references })).default([]),
  metrics: z
    .array(
      z.object({
        name: z.string(),
        instrument,
        unit: z.string().optional(),
        brief: z.string().optional(),
        deprecated: z.unknown().optional(),
        attributes: references,
      }),
    )
    .default([]),
});

/** A group of attributes, or a metric, as both formats define it. */
export interface RegistryGroup {
  readonly id: string;
  readonly isMetric: boolean;
  readonly isDeprecated: boolean;
  readonly otlp?: string | undefined;
  readonly instrument?: 'counter' | 'updowncounter' | 'gauge' | 'histogram' | undefined;
  readonly unit?: string | undefined;
  readonly brief?: string | undefined;
  /** Groups whose attributes it has as well; its own override them. */
  readonly parents: readonly string[];
  readonly attributes: readonly {
    readonly key: string;
    readonly level: string | Readonly<Record<string, unknown>> | undefined;
  }[];
}

/**
 * The groups of a file: of `groups`, or of `file_format: definition/2`. Undefined where the file is not of a registry; none
 * where it is a manifest, or defines something else.
 *
 * @throws {ContractError} where it is not valid YAML, or a group is not valid
 * @see https://github.com/open-telemetry/weaver/tree/main/schemas
 */
export function registryGroups({ path, text }: RegistryFile): RegistryGroup[] | undefined {
  const value = yamlOf(path, text);
  if (!isRecord(value)) return undefined;
  const format = value['file_format'];
  if (typeof format === 'string' && format.startsWith('definition/')) {
    if (format !== 'definition/2')
      throw new ContractError(`${path}: ${format} is not known; definition/2 is`);
    const parsed = valid(path, secondFormat.safeParse(value));
    return [...parsed.attribute_groups.map(attributeGroup), ...parsed.metrics.map(metric)];
  }
  if ('groups' in value) return valid(path, firstFormat.safeParse(value)).groups.map(ofFirstFormat);
  return isManifest(value) ? [] : undefined;
}

/** A manifest names the registry, its version and what it depends on, and defines nothing. */
function isManifest(value: Readonly<Record<string, unknown>>): boolean {
  const names = ['schema_url', 'schema_base_url', 'semconv_version', 'repository_url', 'dependencies'];
  return typeof value['file_format'] === 'string' || names.some((name) => name in value);
}

function yamlOf(path: string, text: string): unknown {
  try {
    return parseYaml(text, QUIET);
  } catch (error) {
    throw new ContractError(`${path} is not valid YAML: ${firstLineOf(error)}`);
  }
}

function valid<T>(path: string, parsed: z.ZodSafeParseResult<T>): T {
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ContractError(
    `${path} is not a file of a semantic-convention registry: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? ''}`,
  );
}

function ofFirstFormat(one: z.output<typeof group>): RegistryGroup {
  const { id, type, metric_name: otlp, instrument: kind, unit, brief, prefix, deprecated } = one;
  return {
    id,
    isMetric: type === 'metric',
    isDeprecated: deprecated !== undefined,
    otlp,
    instrument: kind,
    unit,
    brief,
    parents: one.extends === undefined ? [] : [one.extends],
    attributes: one.attributes.flatMap(({ ref, id: own, requirement_level: level }) => {
      const key = ref ?? (prefix === undefined || own === undefined ? own : `${prefix}.${own}`);
      return key === undefined ? [] : [{ key, level }];
    }),
  };
}

type References = z.output<typeof references>;

function attributeGroup({
  id,
  attributes,
}: {
  readonly id: string;
  readonly attributes: References;
}): RegistryGroup {
  return { id, isMetric: false, isDeprecated: false, ...referred(attributes) };
}

function metric(one: z.output<typeof secondFormat>['metrics'][number]): RegistryGroup {
  const { name, instrument: kind, unit, brief, deprecated, attributes } = one;
  return {
    id: `metric.${name}`,
    isMetric: true,
    isDeprecated: deprecated !== undefined,
    otlp: name,
    instrument: kind,
    unit,
    brief,
    ...referred(attributes),
  };
}

function referred(attributes: References): Pick<RegistryGroup, 'parents' | 'attributes'> {
  return {
    parents: attributes.flatMap(({ ref_group: parent }) => parent ?? []),
    attributes: attributes.flatMap(({ ref: key, requirement_level: level }) =>
      key === undefined ? [] : [{ key, level }],
    ),
  };
}
