import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { type Contract, expectedMetrics } from '../contract/index.ts';
import type { ManifestSet } from '../sources/index.ts';
import type { Backend } from '../translate/index.ts';
import { relabel, type RelabelRule, relabelRule } from './relabel.ts';
import { sourceOf } from './manifest-location.ts';

const rules = z
  .array(relabelRule)
  .nullish()
  .transform((given) => given ?? []);

const configShape = z.object({
  remote_write: z
    .array(z.object({ url: z.string(), write_relabel_configs: rules }))
    .nullish()
    .transform((given) => given ?? []),
});

/** The Operator writes the same in camel case. */
const camelRule = z.looseObject({}).transform((rule, context) => {
  const snake = Object.fromEntries(
    Object.entries(rule).map(([key, value]) => [
      key.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
      value,
    ]),
  );
  const parsed = relabelRule.safeParse(snake);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'is no relabelling rule' });
  return z.NEVER;
});

const resourceShape = z.object({
  spec: z.object({
    remoteWrite: z
      .array(z.object({ url: z.string(), writeRelabelConfigs: z.array(camelRule).default([]) }))
      .default([]),
  }),
});

/** One place that a Prometheus writes to, with the rules that series pass on the way. */
export interface RemoteWrite {
  readonly source: string;
  readonly url: string;
  readonly rules: readonly RelabelRule[];
}

/** Remote writes of a Prometheus, by its configuration. */
export function remoteWritesOf(config: string, source: string): RemoteWrite[] {
  const parsed = configShape.safeParse(parseYaml(config));
  const writes = parsed.success ? parsed.data.remote_write : [];
  return writes.map(({ url, write_relabel_configs: own }) => ({ source, url: originOf(url), rules: own }));
}

/** Remote writes of the Prometheus objects among manifests. */
export function remoteWritesAmong({ objects }: ManifestSet): RemoteWrite[] {
  return objects
    .filter(({ kind }) => kind === 'Prometheus' || kind === 'PrometheusAgent')
    .flatMap((object) => {
      const writes = resourceShape.safeParse(object.content).data?.spec.remoteWrite ?? [];
      return writes.map(({ url, writeRelabelConfigs }) => ({
        source: sourceOf(object, ['spec', 'remoteWrite']),
        url: originOf(url),
        rules: writeRelabelConfigs,
      }));
    });
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
