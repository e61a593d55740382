import JSON5 from 'json5';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { errorText, firstLineOf } from '../text/error-text.ts';
import { type Environment, substituteEnvironment, type UnsetVariable } from './environment.ts';
import { type JsonSchema, knownKeys, schemaAt } from './json-schema.ts';
import { nearest } from './nearest.ts';
import { configSchema, type GatewayConfig } from './schema.ts';
import { QUIET } from '../text/yaml-options.ts';

/** One error or warning of a configuration. */
export interface ConfigIssue {
  /** Path of the value, empty for the file as a whole. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export type ConfigReading =
  | {
      readonly ok: true;
      readonly config: GatewayConfig;
      /** Unknown keys that are ignored. */
      readonly warnings: readonly ConfigIssue[];
      readonly unset: readonly UnsetVariable[];
    }
  | { readonly ok: false; readonly errors: readonly ConfigIssue[]; readonly unset: readonly UnsetVariable[] };

/**
 * Parses and validates the text of a gateway configuration, JSON5 or YAML.
 *
 * @param env for `${VAR}`; where it is undefined (a file that is read elsewhere than by its gateway), references
 *   stay as they are written and are listed in `unset`. Where it is given, an unset variable is an error.
 */
export function parseConfig(text: string, env?: Environment): ConfigReading {
  const parsed = parseText(text);
  if (!parsed.ok) return { ok: false, errors: [{ path: [], message: parsed.message }], unset: [] };
  const { value, unset } = substituteEnvironment(parsed.value, env ?? {});
  const missing: ConfigIssue[] = env
    ? unset.map(({ path, variable }) => ({
        path,
        message: `needs the environment variable ${variable}, which is not set; set it, or write $\${${variable}} for that very text`,
      }))
    : [];
  const { config, issues } = validate(value, new Set(unset.map(({ path }) => path.join('\0'))));
  const fatal = [
    ...missing,
    ...issues.filter((issue) => issue.fatal).map(({ path, message }) => ({ path, message })),
  ];
  if (!config || fatal.length > 0) return { ok: false, errors: fatal, unset };
  return { ok: true, config, warnings: issues.map(({ path, message }) => ({ path, message })), unset };
}

/** Parses text as JSON5, or else as YAML; the message names the line. */
export function parseText(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: JSON5.parse(text) };
  } catch (jsonError) {
    // A text that begins with a brace is meant as JSON5: the message of that parser helps.
    if (/^\s*(?:\/\/[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*[{[]/.test(text)) {
      return { ok: false, message: `is not valid JSON5: ${errorText(jsonError).replace(/^JSON5: /, '')}` };
    }
    try {
      const value: unknown = parseYaml(text, QUIET);
      if (typeof value === 'object' && value !== null) return { ok: true, value };
      return { ok: false, message: 'is neither JSON5 nor YAML with settings in it' };
    } catch (yamlError) {
      return { ok: false, message: `is not valid YAML: ${firstLineOf(yamlError)}` };
    }
  }
}

interface Finding extends ConfigIssue {
  readonly fatal: boolean;
  /** Its value holds a `${VAR}` that is not set here. */
  readonly unjudged?: boolean;
}

function validate(
  value: unknown,
  unknownValues: ReadonlySet<string>,
): { config?: GatewayConfig; issues: Finding[] } {
  const first = configSchema.safeParse(value);
  if (first.success) return { config: first.data, issues: [] };
  const issues = first.error.issues.flatMap((issue) => findingsOf(issue, unknownValues));
  if (issues.some((issue) => issue.fatal)) return { issues };
  // All issues are unknown keys that may be ignored, or values that cannot be judged here: the rest must be valid.
  const second = configSchema.safeParse(withoutObstacles(value, issues));
  return second.success
    ? { config: second.data, issues }
    : {
        issues: second.error.issues.map((issue) => ({
          path: pathOf(issue),
          message: issue.message,
          fatal: true,
        })),
      };
}

function findingsOf(issue: z.core.$ZodIssue, unknownValues: ReadonlySet<string>): Finding[] {
  const path = pathOf(issue);
  if (issue.code !== 'unrecognized_keys') {
    // A value that holds an unset ${VAR} cannot be judged, and where the environment is known is a fault already.
    const unjudged = unknownValues.has(path.join('\0'));
    return [
      {
        path,
        message: unjudged ? 'depends on an environment variable' : lowerFirst(issue.message),
        fatal: !unjudged,
        unjudged,
      },
    ];
  }
  const known = knownKeys(path);
  return issue.keys.map((key) => {
    const near = nearest(key, known);
    const hint = near ? `; did you mean "${near}"?` : '';
    return {
      path: [...path, key],
      message: `unknown key "${key}"${hint || '; it is ignored'}`,
      fatal: path[0] === 'diagnostics' && path[1] === 'otel',
    };
  });
}

function withoutObstacles(value: unknown, findings: readonly Finding[]): unknown {
  const copy = structuredClone(value);
  for (const { path, unjudged } of findings) {
    let node = copy as Record<string | number, unknown>;
    for (const step of path.slice(0, -1)) node = node[step] as Record<string | number, unknown>;
    const last = path.at(-1);
    if (last === undefined) continue;
    if (unjudged) node[last] = standIn(schemaAt(path));
    else delete node[last];
  }
  return copy;
}

/** A valid value instead of one that only the gateway's environment can provide. */
function standIn(schema: JsonSchema | undefined): unknown {
  if (schema?.enum) return schema.enum[0];
  if (schema?.format === 'uri') return 'http://unset.invalid';
  if (schema?.type === 'boolean') return false;
  return schema?.type === 'integer' || schema?.type === 'number' ? 1 : 'unset';
}

function pathOf(issue: z.core.$ZodIssue): (string | number)[] {
  return issue.path.filter((step) => typeof step !== 'symbol');
}

function lowerFirst(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
