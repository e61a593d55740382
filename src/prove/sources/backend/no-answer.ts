import type { HttpAnswer } from '../http.ts';
import { BackendError, type PrometheusApi } from './api.ts';

/**
 * Finds out why a server does not respond as a backend does.
 *
 * @param answer its response to the first request
 * @returns undefined if its query API works all the same
 * @throws {UnreachableError}
 */
export async function whyNoAnswer(
  api: PrometheusApi,
  { status, body }: HttpAnswer,
): Promise<BackendError | undefined> {
  const words = body.trim().split('\n')[0]?.slice(0, 160) ?? '';
  const said = words ? `: ${words}` : '';
  if (status === 401 || status === 403) {
    return new BackendError(`it requires other credentials, or a tenant (${status}${said})`, status);
  }
  if (status === 503) {
    const ready = await api.http.get('/-/ready');
    const starting = ready.status === 503 ? `it is starting: /-/ready answered 503` : 'it answered 503';
    return new BackendError(`${starting}${said}`, status);
  }
  const prefix = prefixOf(await api.http.get('/'));
  if (prefix !== undefined) {
    return new BackendError(
      `/api/v1 does not exist, and / redirects to ${prefix}: its routes begin with that prefix`,
      404,
    );
  }
  const query = await api.http.get('/api/v1/query', [['query', 'vector(1)']]);
  if (query.status === 200) return undefined;
  return new BackendError(`/api/v1 answered ${status}${said}; is this the address of the backend?`, status);
}

/** Prometheus redirects / to the prefix of `--web.route-prefix`; without a prefix, to one of its pages. */
function prefixOf({ status, headers }: HttpAnswer): string | undefined {
  const location = headers['location'];
  if (status < 300 || status >= 400 || location === undefined) return undefined;
  const { pathname } = new URL(location, 'http://prometheus');
  const path = pathname.replace(/\/+$/, '');
  return path === '' || /^\/(?:graph|query|login|vmui)$/.test(path) ? undefined : path;
}
