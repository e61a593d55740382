import { tryJson } from '../../../shared/text/try-json.ts';
import type { HttpSource } from '../http.ts';
import type { LogLine } from '../logs/line.ts';
import { readLogText } from '../logs/file.ts';

/** A container of a pod, as it runs or as it ran before its last restart. */
export interface PodLogRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
}

/** The newest lines of a container's log, or why they cannot be read. */
export type PodLog =
  | { readonly ok: true; readonly lines: readonly LogLine[] }
  /** `why` says what to grant where a right is missing. */
  | { readonly ok: false; readonly why: string };

/** The newest lines, and a limit of bytes that they stay below unless they are extraordinarily long. */
const MOST_LINES = 2_000;
const MOST_BYTES = 4 * 1024 * 1024;

/** Older lines do not describe the present. */
export const POD_LOG_WINDOW_MS = 3_600_000;

/**
 * Reads the log of a container within the last hour in one request.
 *
 * @throws {UnreachableError} where the API server does not respond
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#get-read-log-of-the-specified-pod
 */
export async function readPodLog(http: HttpSource, ref: PodLogRef): Promise<PodLog> {
  const { namespace, pod, container, previous } = ref;
  const query: [string, string][] = [
    ['container', container],
    ['timestamps', 'true'],
    ['sinceSeconds', String(POD_LOG_WINDOW_MS / 1_000)],
    ['tailLines', String(MOST_LINES)],
    ['limitBytes', String(MOST_BYTES)],
    ...(previous ? ([['previous', 'true']] as [string, string][]) : []),
  ];
  const { status, body } = await http.get(`/api/v1/namespaces/${namespace}/pods/${pod}/log`, query);
  if (status === 200) return { ok: true, lines: readLogText(nameOf(ref), body, { timestamped: true }) };
  // The pod is not on a node yet.
  if (status === 204) return { ok: true, lines: [] };
  const log = `the log of pod ${namespace}/${pod}`;
  if (status === 403) return { ok: false, why: `${log} may not be read: grant get on pods/log` };
  const { message } = (tryJson(body) ?? {}) as { message?: unknown };
  const reason = typeof message === 'string' ? message : `the API server responded ${status}`;
  return { ok: false, why: `${log} cannot be read: ${reason}` };
}

/** The source of its lines: `pod openclaw/openclaw-5d9-x, container gateway (previous)`. */
function nameOf({ namespace, pod, container, previous }: PodLogRef): string {
  return `pod ${namespace}/${pod}, container ${container}${previous ? ' (previous)' : ''}`;
}
