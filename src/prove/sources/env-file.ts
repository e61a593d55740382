import { parseEnv } from 'node:util';
import { readTextFile } from './config-file.ts';

/**
 * A dumped environment: the lines of `env` or of a `.env` file, or the zeros of `/proc/PID/environ`.
 *
 * @throws {SourceFileError}
 */
export function readEnvFile(path: string): Record<string, string> {
  const text = readTextFile(path);
  if (!text.includes('\0')) return Object.fromEntries(Object.entries(parseEnv(text)).map(asText));
  return Object.fromEntries(
    text.split('\0').flatMap((entry): [string, string][] => {
      const at = entry.indexOf('=');
      return at > 0 ? [[entry.slice(0, at), entry.slice(at + 1)]] : [];
    }),
  );
}

function asText([name, value]: [string, string | undefined]): [string, string] {
  return [name, value ?? ''];
}
