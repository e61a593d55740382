import { type Contract, expectedMetrics } from '../contract/index.ts';
import {
  configuredRemoteWrites,
  type ManifestSet,
  prometheusRemoteWrites,
  type RelabelRule,
} from '../sources/index.ts';
import type { Backend } from '../translate/index.ts';
import { relabel } from './relabel.ts';
import { sourceOf } from './manifest-location.ts';

/** A remote write of a Prometheus: its target, and the rules that series pass on the way. */
export interface RemoteWrite {
  readonly source: string;
  readonly url: string;
  readonly rules: readonly RelabelRule[];
}

/** Remote writes of a Prometheus, by its configuration. */
export function remoteWritesOf(config: string, source: string): RemoteWrite[] {
  return configuredRemoteWrites(config).map((write) => ({ ...write, source, url: originOf(write.url) }));
}

/** Remote writes of the Prometheus objects among manifests. */
export function remoteWritesAmong({ objects }: ManifestSet): RemoteWrite[] {
  return objects.flatMap((object) =>
    prometheusRemoteWrites(object).map((write) => ({
      ...write,
      source: sourceOf(object, ['spec', 'remoteWrite']),
      url: originOf(write.url),
    })),
  );
}

export interface Dropped {
  readonly metric: string;
  readonly rule: string;
}

/**
 * Expected metrics that rules drop. Of a series only its name, job and instance are known; a rule that looks at another
 * label is passed over.
 */
export function droppedBy(
  { rules: own }: RemoteWrite,
  contract: Contract,
  backend: Backend,
): readonly Dropped[] {
  const known = new Set(['__name__', 'job', 'instance']);
  const sure = own.filter(({ source_labels: names }) => names.every((name) => known.has(name)));
  const labels = {
    ...(contract.job === undefined ? {} : { job: contract.job }),
    ...(contract.instance === undefined ? {} : { instance: contract.instance }),
  };
  return expectedMetrics(contract, backend).flatMap(({ countSeries, prometheus }) => {
    const series = { ...labels, __name__: countSeries };
    const index = sure.findIndex((_, i) => isDropped(series, sure.slice(0, i + 1)));
    const rule = sure[index];
    if (!rule) return [];
    const words = `${rule.action} where ${rule.source_labels.join(', ')} matches ${rule.regex}`;
    return [{ metric: prometheus, rule: words }];
  });
}

function isDropped(labels: Readonly<Record<string, string>>, own: readonly RelabelRule[]): boolean {
  try {
    return relabel(labels, own) === undefined;
  } catch (error) {
    // A pattern or an action that is not known here says nothing.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
