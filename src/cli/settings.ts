import { existsSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { nearest } from '../shared/config/index.ts';
import { type Credentials, readTextFile, SourceFileError } from '../prove/sources/index.ts';
import { CHECKS } from '../prove/index.ts';
import { firstLineOf } from '../shared/text/error-text.ts';
import { DURATION_FORMS, parseDuration } from '../shared/time/duration.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_FILE = 'throughline.yaml';

const secret = z.strictObject({ env: z.string() }).or(z.strictObject({ file: z.string() }));

const server = z.strictObject({
  url: z.url(),
  bearer: secret.optional(),
  basic: z.strictObject({ user: z.string(), password: secret }).optional(),
  headers: z.record(z.string(), secret).optional(),
  caFile: z.string().optional(),
});

const suppression = z.strictObject({
  check: z.string().describe('id of the check'),
  reason: z.string().trim().min(1).describe('why the finding does not count'),
  until: z.iso
    .date('is no date; write it as 2027-01-31')
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
  config: z.string().optional(),
  manifests: z.array(z.string()).optional(),
  envFile: z.string().optional(),
  logs: z.array(z.string()).optional(),
  loki: server.extend({ selector: z.string().optional() }).optional(),
  kubeconfig: z.string().optional(),
  collector: z.strictObject({ config: z.string().optional(), metrics: server.optional() }).optional(),
  dashboards: z.array(z.string()).optional(),
  rules: z.array(z.string()).optional(),
  grafana: server.optional(),
  gateway: server.optional(),
  backend: server.optional(),
  replicas: z.array(server).optional().describe('further backends that should hold the same'),
  tap: server.optional(),
  contract: z.string().optional(),
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, `is no duration; write ${DURATION_FORMS}`)
    .optional(),
  suppress: z.array(suppression).optional().describe('findings that are known of, and do not count'),
});

/** `throughline.yaml`: where to look, and which environment variable or file holds each secret. */
export type Settings = z.output<typeof settingsSchema>;
type ServerSettings = z.output<typeof server>;

/**
 * Reads the settings file: the named one, else `throughline.yaml` of the working directory where there is one.
 *
 * @throws {UsageError}
 */
export function readSettings(path: string | undefined): Settings {
  if (path === undefined && !existsSync(DEFAULT_FILE)) return {};
  const file = path ?? DEFAULT_FILE;
  const text = readNamed(file);
  let value: unknown;
  try {
    value = parseYaml(text) ?? {};
  } catch (error) {
    throw new UsageError(`${file} is not valid YAML: ${firstLineOf(error)}`);
  }
  const parsed = settingsSchema.safeParse(value);
  if (parsed.success) {
    refuseUnknownChecks(file, parsed.data);
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

function refuseUnknownChecks(file: string, { suppress = [] }: Settings): void {
  const ids = CHECKS.map(({ id }) => id);
  for (const { check } of suppress) {
    if (ids.some((id) => id === check)) continue;
    const meant = nearest(check, ids);
    throw new UsageError(
      `${file} suppresses ${check}, which is no check${meant === undefined ? '' : `; did you mean ${meant}?`} (see: throughline explain)`,
    );
  }
}

/**
 * Credentials of one server: from the settings, else from the environment under a prefix such as
 * `THROUGHLINE_BACKEND`: `_TOKEN`, `_USER` with `_PASSWORD`, `_HEADERS` (`name=value,…`), `_CA_FILE`.
 *
 * @throws {UsageError} where a named variable is not set, or a named file cannot be read
 */
export function credentialsFor(
  settings: ServerSettings | undefined,
  env: NodeJS.ProcessEnv,
  prefix: string,
): Credentials {
  const reveal = (name: string, from: z.output<typeof secret> | undefined): string | undefined => {
    if (from === undefined) return undefined;
    if ('file' in from) return readNamed(from.file).trim();
    const value = env[from.env];
    if (value === undefined)
      throw new UsageError(`${name} is to come from the environment variable ${from.env}, which is not set`);
    return value;
  };
  const user = env[`${prefix}_USER`];
  const basic = settings?.basic
    ? { user: settings.basic.user, password: reveal('the password', settings.basic.password) ?? '' }
    : user === undefined
      ? undefined
      : { user, password: env[`${prefix}_PASSWORD`] ?? '' };
  const headers = Object.entries(settings?.headers ?? {}).map(
    ([name, from]) => [name, reveal(`the header ${name}`, from) ?? ''] as const,
  );
  const caFile = settings?.caFile ?? env[`${prefix}_CA_FILE`];
  if (caFile !== undefined) readNamed(caFile);
  return {
    bearer: reveal('the token', settings?.bearer) ?? env[`${prefix}_TOKEN`],
    basic,
    headers: { ...headersOf(env[`${prefix}_HEADERS`]), ...Object.fromEntries(headers) },
    caFile,
  };
}

function headersOf(text: string | undefined): Record<string, string> {
  const pairs = (text ?? '').split(',').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]] : [];
  });
  return Object.fromEntries(pairs);
}

/** Reads a file that the user named. @throws {UsageError} */
export function readNamed(path: string): string {
  try {
    return readTextFile(path);
  } catch (error) {
    if (error instanceof SourceFileError) throw new UsageError(error.message);
    throw error;
  }
}
