import { existsSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { firstLineOf } from '../../shared/text/error-text.ts';
import { nearest } from '../../shared/config/index.ts';
import { DURATION_FORMS, parseDuration } from '../../shared/time/duration.ts';
import { CHECKS } from '../../prove/index.ts';
import { SOURCE_KEYS } from '../check/source-table/index.ts';
import { readNamedText } from '../named-file.ts';
import { UsageError } from '../usage-error.ts';
import { QUIET } from '../../shared/text/yaml-options.ts';

const DEFAULT_FILE = 'throughline.yaml';

const suppression = z.strictObject({
  check: z.string().describe('id of the check'),
  reason: z.string().trim().min(1).describe('why the finding does not count'),
  until: z.iso
    .date('is not a date; write it as 2027-01-31')
    .describe('last day on which it does not count, in UTC'),
  match: z
    .strictObject({
      subject: z.string().min(1).optional().describe('text that names all that the finding is about'),
      metric: z
        .string()
        .min(1)
        .optional()
        .describe('OTLP or stored name, which need not have arrived either'),
    })
    .refine(({ subject, metric }) => subject !== undefined || metric !== undefined, 'needs subject or metric')
    .optional(),
});

const settingsSchema = z.strictObject({
  ...SOURCE_KEYS,
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, `is not a duration; write ${DURATION_FORMS}`)
    .optional(),
  suppress: z.array(suppression).optional().describe('findings that are known of, and do not count'),
});

/** `throughline.yaml`: where to look, and which environment variable or file holds each secret. */
export type Settings = z.output<typeof settingsSchema>;

/**
 * Reads the settings file: the named one, else `throughline.yaml` of the working directory where there is one.
 *
 * @throws {UsageError}
 */
export function readSettings(path: string | undefined): Settings {
  if (path === undefined && !existsSync(DEFAULT_FILE)) return {};
  const file = path ?? DEFAULT_FILE;
  const text = readNamedText(file);
  let value: unknown;
  try {
    value = parseYaml(text, QUIET) ?? {};
  } catch (error) {
    throw new UsageError(`${file} is not valid YAML: ${firstLineOf(error)}`);
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) {
    rejectUnknownChecks(file, parsed.data);
    return parsed.data;
  }
  const issues = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${problemOf(issue)}`,
  );
  throw new UsageError(`${file} is not valid: ${issues.join('; ')}`);
}

/** The JSON Schema of `throughline.yaml`, for editors and for other programs. */
export function settingsJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(settingsSchema, { io: 'input', target: 'draft-2020-12' });
  return { ...schema, title: 'throughline.yaml', description: 'Where check looks, and what does not count.' };
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message;
  const known = keysAt(settingsJsonSchema(), issue.path);
  return issue.keys
    .map((key) => {
      const meant = nearest(key, known);
      return `${key} is not known${meant === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${meant}?`}`;
    })
    .join(', ');
}

/** The keys that an object of the settings may have. */
function keysAt(schema: Record<string, unknown>, path: readonly PropertyKey[]): string[] {
  let at: Record<string, unknown> | undefined = schema;
  for (const step of path) {
    const inner: unknown =
      typeof step === 'number' ? at?.['items'] : (at?.['properties'] as typeof at)?.[String(step)];
    at = inner as typeof at;
  }
  return Object.keys(at?.['properties'] ?? {});
}

function rejectUnknownChecks(file: string, { suppress = [] }: Settings): void {
  const ids = CHECKS.map(({ id }) => id);
  for (const { check } of suppress) {
    if (ids.some((id) => id === check)) continue;
    const meant = nearest(check, ids);
    throw new UsageError(
      `${file} suppresses ${check}, which is no check${meant === undefined ? '' : `; did you mean ${meant}?`} (see: throughline explain)`,
    );
  }
}
