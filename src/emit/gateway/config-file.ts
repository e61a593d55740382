import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  ConfigDocumentError,
  type ConfigIssue,
  type Environment,
  type FileArgument,
  findConfig,
  type GatewayConfig,
  parseConfig,
} from '../../shared/config/index.ts';
import { errorCode } from '../../shared/text/error-code.ts';
import { errorText } from '../../shared/text/error-text.ts';

export type LoadedConfig =
  | {
      readonly ok: true;
      readonly config: GatewayConfig;
      /** SHA-256 of the configuration's text, hexadecimal. */
      readonly hash: string;
      readonly warnings: readonly ConfigIssue[];
    }
  | { readonly ok: false; readonly hash: string | null; readonly errors: readonly ConfigIssue[] };

/** Reads and validates the configuration. Never throws. */
export async function loadConfig({ path, key }: FileArgument, env: Environment): Promise<LoadedConfig> {
  let text: string;
  try {
    text = findConfig(await readFile(path, 'utf8'), key).text;
  } catch (error) {
    const message =
      error instanceof ConfigDocumentError ? error.message : `cannot be read: ${unreadable(error)}`;
    return { ok: false, hash: null, errors: [{ path: [], message }] };
  }
  const hash = createHash('sha256').update(text).digest('hex');
  const reading = parseConfig(text, env);
  if (!reading.ok) return { ok: false, hash, errors: reading.errors };
  return { ok: true, hash, config: reading.config, warnings: reading.warnings };
}

function unreadable(error: unknown): string {
  switch (errorCode(error) ?? '') {
    case 'ENOENT':
      return 'there is no such file; name the right one with --config';
    case 'EACCES':
      return 'this user may not read it; change its permissions';
    case 'EISDIR':
      return 'it is a folder; name the file in it';
    default:
      return errorText(error);
  }
}

/** An issue on one line: its path and its message. */
export function issueText({ path, message }: ConfigIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
