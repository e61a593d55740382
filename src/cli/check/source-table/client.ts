import type { HttpSource } from '../../../prove/sources/index.ts';
import { openServer } from '../../open-server.ts';
import { credentialsFor, type ServerSettings } from '../../settings/server.ts';
import type { Opening } from './row.ts';

/**
 * The client of a server; undefined where none is named, or only files are looked at.
 *
 * @param prefix of the environment variables that hold its credentials
 * @param fallback token where the credentials have none
 * @throws {UsageError}
 */
export function clientOf(
  url: string | undefined,
  settings: ServerSettings | undefined,
  prefix: string,
  opening: Opening,
  fallback?: string,
): HttpSource | undefined {
  return url === undefined || opening.static
    ? undefined
    : openServer(url, opening.timeoutMs, credentialsFor(settings, opening.env, prefix), fallback);
}
