import { formatContract, identityLabels, recordedContract } from '../../prove/contract/index.ts';
import { sdkNames } from '../../prove/evidence/arrival/health.ts';
import {
  BackendError,
  identifyBackend,
  PrometheusApi,
  selectorOf,
  UnreachableError,
} from '../../prove/sources/index.ts';
import { openServer } from '../open-server.ts';
import { credentialsFor } from '../settings/server.ts';
import type { Settings } from '../settings/read.ts';
import { UsageError } from '../usage-error.ts';

export interface RecordFlags {
  readonly backend?: string;
  readonly job: string;
  readonly instance?: string;
  readonly name?: string;
  readonly timeout: number;
}

/** A series without a sample for this long is gone, as it is for Prometheus. */
const NOW_MS = 300_000;
const MOST_JOBS = 20;

/**
 * A contract file of what a backend holds of one job.
 *
 * @throws {UsageError} where the backend cannot be asked, or holds nothing of the job
 */
export async function recordContract(
  flags: RecordFlags,
  file: Settings,
  env: NodeJS.ProcessEnv,
  now: number,
): Promise<string> {
  const url = flags.backend ?? file.backend?.url;
  if (url === undefined) {
    throw new UsageError(
      'there is nothing to record from; give --backend URL, or backend.url in throughline.yaml',
    );
  }
  const http = openServer(url, flags.timeout, credentialsFor(file.backend, env, 'THROUGHLINE_BACKEND'));
  try {
    return await recorded(new PrometheusApi(http), flags, now);
  } catch (error) {
    if (error instanceof UnreachableError) throw new UsageError(`${url} does not answer: ${error.message}`);
    if (error instanceof BackendError) throw new UsageError(`${url}: ${error.message}`);
    throw error;
  } finally {
    await http.close();
  }
}

async function recorded(api: PrometheusApi, flags: RecordFlags, now: number): Promise<string> {
  const { job, instance } = flags;
  const { backend, title } = await identifyBackend(api);
  const service = { name: flags.name ?? job, job, flushIntervalMs: NOW_MS, metrics: [] };
  const labels = identityLabels(service, backend, instance);
  const selector = selectorOf([], labels);
  const [stored, types] = await Promise.all([api.samples(selector, NOW_MS, now), typesOf(api)]);
  const ofSdk = sdkNames(backend);
  const contract = recordedContract({
    name: service.name,
    job,
    instance,
    types,
    leftOut: ofSdk,
    // The label of the instance is not an attribute of the metrics.
    identity: new Set(Object.keys(identityLabels(service, backend, instance ?? 'any'))),
    series: stored.map(({ labels, samples, isNativeHistogram = false }) => ({
      labels,
      times: samples.map(({ at }) => at),
      isNativeHistogram,
    })),
  });
  if (contract.metrics.length === 0 && stored.some(({ labels }) => ofSdk.has(labels['__name__'] ?? ''))) {
    throw new UsageError(
      `the job ${job} wrote only its exporter's own health within 5 minutes; record it once it has recorded its metrics`,
    );
  }
  if (contract.metrics.length === 0) throw await nothingOf(api, job, Object.keys(labels)[0] ?? 'job', now);
  return formatContract(contract, [
    `Recorded from ${title} at ${new Date(now).toISOString()}: what the job ${job} wrote within 5 minutes.`,
    'Set mayBeIdle: true on metrics that may be absent while the others arrive.',
  ]);
}

/** Not every backend keeps metadata; most types show in the name. */
async function typesOf(api: PrometheusApi): Promise<ReadonlyMap<string, string>> {
  try {
    return await api.metricTypes();
  } catch (error) {
    if (error instanceof BackendError) return new Map();
    throw error;
  }
}

async function nothingOf(api: PrometheusApi, job: string, label: string, now: number): Promise<UsageError> {
  const jobs = await api.labelValues(encodeURIComponent(label), undefined, now - NOW_MS, now);
  const shown = jobs.slice(0, MOST_JOBS).join(', ');
  const there = jobs.length === 0 ? 'the backend has no jobs' : `available jobs: ${shown}`;
  return new UsageError(`nothing was written under the job ${job} within 5 minutes; ${there}`);
}
