import { z } from 'zod';
import type { Credentials } from '../../prove/sources/index.ts';
import { readNamedText } from '../named-file.ts';
import { UsageError } from '../usage-error.ts';

const secret = z.strictObject({ env: z.string() }).or(z.strictObject({ file: z.string() }));

/** A server, and where its secrets come from. */
export const server = z.strictObject({
  url: z.url(),
  bearer: secret.optional(),
  basic: z.strictObject({ user: z.string(), password: secret }).optional(),
  headers: z.record(z.string(), secret).optional(),
  caFile: z.string().optional(),
});

export type ServerSettings = z.output<typeof server>;

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
    if ('file' in from) return readNamedText(from.file).trim();
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
  if (caFile !== undefined) readNamedText(caFile);
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
