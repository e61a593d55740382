import { HttpSource } from '../http.ts';
import { execCredentials } from './exec-credential.ts';
import type { ClusterAccess } from './kubeconfig.ts';

/**
 * A client of a cluster's API server.
 *
 * @throws {UnreachableError} where the command that gives the credentials fails
 */
export async function openCluster(
  { server, credentials, exec }: ClusterAccess,
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<HttpSource> {
  const given = exec ? await execCredentials(exec, env, timeoutMs) : {};
  return new HttpSource(server, {
    timeoutMs,
    credentials: {
      ...credentials,
      bearer: given.bearer ?? credentials.bearer,
      tls: {
        ...credentials.tls,
        cert: given.tls?.cert ?? credentials.tls?.cert,
        key: given.tls?.key ?? credentials.tls?.key,
      },
    },
  });
}
