import { LineCounter, parseDocument } from 'yaml';
import { yamlValue } from '../../../shared/edit/index.ts';
import { z } from 'zod';
import { isRecord } from '../../../shared/text/is-record.ts';
import { lineFinder, type ManifestObject } from './documents.ts';
import { metadataOrEmpty } from './metadata.ts';
import { listOf, optional, text } from './shape-parts.ts';
import { QUIET } from '../../../shared/text/yaml-options.ts';

/** A release of a chart that starts a backend, with its values. */
export interface ChartRelease {
  readonly chart: (typeof CHARTS)[number];
  /** Undefined where only the values are known. */
  readonly release: string | undefined;
  readonly namespace: string | undefined;
  /** Of the chart; undefined where it is not one version. */
  readonly version: string | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  /** What holds the values: a release, or a file of values. */
  readonly object: ManifestObject;
  /** Where the values are in it. */
  readonly path: readonly (string | number)[];
}

const CHARTS = ['kube-prometheus-stack', 'prometheus', 'victoria-metrics-single'] as const;

function chartNamed(name: string | undefined): ChartRelease['chart'] | undefined {
  return CHARTS.find((chart) => chart === name);
}

const fluxShape = z.object({
  metadata: metadataOrEmpty,
  spec: z.object({
    releaseName: text,
    targetNamespace: text,
    values: optional(z.looseObject({})),
    valuesFrom: listOf(z.unknown()),
    chart: optional(z.object({ spec: z.object({ chart: text, version: text }) })),
  }),
});

const argoSource = z.object({
  chart: text,
  targetRevision: text,
  helm: optional(
    z.object({
      releaseName: text,
      valuesObject: optional(z.looseObject({})),
      valueFiles: listOf(z.string()),
      parameters: listOf(z.unknown()),
    }),
  ),
});

const argoShape = z.object({
  metadata: metadataOrEmpty,
  spec: z.object({ destination: optional(z.object({ namespace: text })), source: optional(argoSource) }),
});

/** Releases of Flux and Argo CD with their values written in them. Values from elsewhere would change them. */
export function chartReleases(objects: readonly ManifestObject[]): ChartRelease[] {
  return objects.flatMap((object) => {
    if (object.kind === 'HelmRelease') return fluxRelease(object) ?? [];
    return object.kind === 'Application' ? (argoRelease(object) ?? []) : [];
  });
}

function fluxRelease(object: ManifestObject): ChartRelease | undefined {
  const { metadata, spec } = fluxShape.safeParse(object.content).data ?? {};
  const chart = chartNamed(spec?.chart?.spec.chart);
  if (!spec || !chart || spec.valuesFrom.length > 0) return undefined;
  const namespace = spec.targetNamespace ?? metadata?.namespace;
  const version = exactVersion(spec.chart?.spec.version);
  // Flux names a release in another namespace for both.
  const usual = spec.targetNamespace === undefined ? object.name : `${spec.targetNamespace}-${object.name}`;
  const release = spec.releaseName ?? usual;
  return { chart, release, namespace, version, values: spec.values ?? {}, object, path: ['spec', 'values'] };
}

function argoRelease(object: ManifestObject): ChartRelease | undefined {
  const spec = argoShape.safeParse(object.content).data?.spec;
  const chart = chartNamed(spec?.source?.chart);
  const helm = spec?.source?.helm;
  const isWhole = helm?.valuesObject && helm.valueFiles.length === 0 && helm.parameters.length === 0;
  if (!spec || !chart || !isWhole) return undefined;
  return {
    chart,
    release: helm.releaseName ?? object.name,
    namespace: spec.destination?.namespace,
    version: exactVersion(spec.source?.targetRevision),
    values: helm.valuesObject ?? {},
    object,
    path: ['spec', 'source', 'helm', 'valuesObject'],
  };
}

function exactVersion(version: string | undefined): string | undefined {
  return version !== undefined && /^v?\d+\.\d+\.\d+$/.test(version) ? version.replace(/^v/, '') : undefined;
}

/** The values of a chart in a file that is no manifest; the keys show which chart it is. */
export function valuesFile(file: string, content: string): ChartRelease | undefined {
  const lines = new LineCounter();
  const document = parseDocument(content, { ...QUIET, lineCounter: lines, merge: true });
  const values = document.errors.length === 0 ? yamlValue(document) : undefined;
  if (!isRecord(values) || 'kind' in values || 'apiVersion' in values) return undefined;
  const chart = chartOf(values);
  if (!chart) return undefined;
  const object: ManifestObject = {
    apiVersion: '',
    kind: 'values of',
    name: chart,
    namespace: undefined,
    labels: {},
    content: values,
    file,
    line: 1,
    document: 0,
    path: [],
    lineOf: lineFinder(document, lines),
  };
  return { chart, release: undefined, namespace: undefined, version: undefined, values, object, path: [] };
}

function chartOf(values: Readonly<Record<string, unknown>>): ChartRelease['chart'] | undefined {
  const { prometheus, prometheusOperator, server, serverFiles } = values;
  const isStack =
    (isRecord(prometheus) && 'prometheusSpec' in prometheus) ||
    (isRecord(prometheusOperator) && 'prometheusSpec' in prometheusOperator);
  if (isStack) return 'kube-prometheus-stack';
  const isServer = isRecord(server) && ('extraFlags' in server || isRecord(serverFiles));
  return isServer ? 'prometheus' : undefined;
}
