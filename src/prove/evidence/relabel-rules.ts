import type { Contract, ExpectedMetric } from '../contract/index.ts';
import {
  configuredRemoteWrites,
  type ManifestSet,
  prometheusRemoteWrites,
  type RelabelRule,
} from '../sources/index.ts';
import { relabel } from './relabel.ts';
import { sourceOf } from './manifest-location.ts';

/** A remote write of a Prometheus: its target, and the rules that series pass on the way. */
export interface RemoteWrite {
  readonly source: string;
  readonly url: string;
  readonly rules: readonly RelabelRule[];
}

/** Remote writes in the configuration of a Prometheus. */
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
 * Expected metrics that the rules drop. Only the name, job and instance of a series are known; a rule that uses another
 * label is skipped.
 */
export function droppedBy(
  { rules }: RemoteWrite,
  contract: Contract,
  expected: readonly ExpectedMetric[],
): readonly Dropped[] {
  const known = new Set(['__name__', 'job', 'instance']);
  const certain = rules.filter(({ source_labels: names }) => names.every((name) => known.has(name)));
  const labels = {
    ...(contract.job === undefined ? {} : { job: contract.job }),
    ...(contract.instance === undefined ? {} : { instance: contract.instance }),
  };
  return expected.flatMap(({ countSeries, prometheus }) => {
    const series = { ...labels, __name__: countSeries };
    const index = certain.findIndex((_, i) => isDropped(series, certain.slice(0, i + 1)));
    const rule = certain[index];
    if (!rule) return [];
    const words = `${rule.action} where ${rule.source_labels.join(', ')} matches ${rule.regex}`;
    return [{ metric: prometheus, rule: words }];
  });
}

function isDropped(labels: Readonly<Record<string, string>>, rules: readonly RelabelRule[]): boolean {
  try {
    return relabel(labels, rules) === undefined;
  } catch (error) {
    // A pattern or an action that is not supported here proves nothing.
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : url;
}
