import { type Credentials, HttpSource } from '../prove/sources/index.ts';
import { UsageError } from './usage-error.ts';

/**
 * A server named on the command line, ready to be asked.
 *
 * @param fallback token where the credentials have none
 * @throws {UsageError} where the URL is none, or carries credentials
 */
export function openServer(
  url: string,
  timeoutMs: number,
  credentials: Credentials,
  fallback?: string,
): HttpSource {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new UsageError(`${url} is not an http or https URL; write it as http://host:port`);
  }
  if (new URL(url).username || new URL(url).password) {
    throw new UsageError(
      'a URL on the command line must not contain credentials: set them in the environment, as THROUGHLINE_BACKEND_USER and THROUGHLINE_BACKEND_PASSWORD',
    );
  }
  return new HttpSource(url, {
    timeoutMs,
    credentials: { ...credentials, bearer: credentials.bearer ?? fallback },
  });
}
