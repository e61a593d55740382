import { writeFileSync } from 'node:fs';
import { oneLineReport } from '../../prove/report/index.ts';
import { type ObjectRef, type Report, resultOf } from '../../prove/index.ts';
import { openCluster } from '../../prove/sources/index.ts';
import { errorCode } from '../../shared/text/error-code.ts';
import { tryJson } from '../../shared/text/try-json.ts';
import { clusterAccess } from './source-table/cluster.ts';
import { reportObject } from './report-object.ts';

/** The kubelet takes no more from a termination message. */
const MOST_BYTES = 4096;

/** Owner of the fields of the ConfigMap: another writer's fields are not touched. */
const FIELD_MANAGER = 'throughline-check';

/**
 * Writes verdict and cause as one line. The file is written in place: the kubelet mounts it into the container, so that
 * it cannot be replaced by another.
 *
 * @returns why it could not be written; undefined where it was
 * @see https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/
 */
export function writeTerminationMessage(report: Report, file: string): string | undefined {
  try {
    writeFileSync(file, oneLineReport(report, MOST_BYTES));
    return undefined;
  } catch (error) {
    return `the verdict was not written to ${file} (${errorCode(error) ?? String(error)}): name a file that is writable`;
  }
}

/**
 * Keeps the report in a ConfigMap, by server-side apply: it is created where it does not exist.
 *
 * @returns why it could not be kept, and the right that is missing; undefined where it was kept
 * @throws {UsageError} where the kubeconfig cannot be used
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export async function keepReport(
  report: Report,
  place: ObjectRef,
  { kubeconfig, env, timeoutMs }: { kubeconfig: string; env: NodeJS.ProcessEnv; timeoutMs: number },
): Promise<string | undefined> {
  const { namespace, name } = place;
  const access = clusterAccess(kubeconfig, env);
  const answer = await resultOf(
    openCluster(access, env, timeoutMs).then(async (http) => {
      try {
        return await http.send(
          'PATCH',
          `/api/v1/namespaces/${namespace}/configmaps/${name}?fieldManager=${FIELD_MANAGER}`,
          JSON.stringify(reportObject(report, place)),
          'application/apply-patch+yaml',
        );
      } finally {
        await http.close();
      }
    }),
  );
  const kept = `the report was not kept in ConfigMap ${namespace}/${name}`;
  if (!answer.ok) return `${kept}: ${answer.error}`;
  const { status, body } = answer.value;
  if (status < 300) return undefined;
  if (status === 403) {
    return `${kept}: grant create and patch on configmaps/${name} in the namespace ${namespace}`;
  }
  if (status === 404) return `${kept}: there is no namespace ${namespace}`;
  if (status === 409) {
    return `${kept}: another field manager has its data; name a ConfigMap that nothing else writes`;
  }
  const { message } = (tryJson(body) ?? {}) as { message?: unknown };
  return `${kept}: the API server responded ${status}${typeof message === 'string' ? `: ${message}` : ''}`;
}
