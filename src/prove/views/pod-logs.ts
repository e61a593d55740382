import { type HttpSource, type PodLog, type PodLogRef, readPodLog } from '../sources/index.ts';
import { type Result, resultOf } from './result.ts';

/** How long a log that was read stands for the present, in milliseconds. */
const FRESH_MS = 30_000;

/**
 * Logs of containers for the rounds of a `--wait`, which follow each other each second: a log is read again only where it
 * is older than half a minute.
 */
export function createPodLogs(
  http: HttpSource,
  now: () => number,
): (ref: PodLogRef) => Promise<Result<PodLog>> {
  const read = new Map<string, { readonly at: number; readonly log: Promise<Result<PodLog>> }>();
  return (ref) => {
    const key = [ref.namespace, ref.pod, ref.container, ref.previous].join('/');
    const last = read.get(key);
    if (last && now() - last.at < FRESH_MS) return last.log;
    const log = resultOf(readPodLog(http, ref));
    read.set(key, { at: now(), log });
    return log;
  };
}
