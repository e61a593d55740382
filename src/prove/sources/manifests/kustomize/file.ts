import { parseDocument } from 'yaml';
import { yamlValue } from '../../../../shared/edit/index.ts';
import { z } from 'zod';
import { isRecord } from '../../../../shared/text/is-record.ts';
import { flag, labels, listOf, optional, text } from '../shape-parts.ts';
import { QUIET } from '../../../../shared/text/yaml-options.ts';

const target = z.object({
  group: text,
  version: text,
  kind: text,
  name: text,
  namespace: text,
  labelSelector: text,
  annotationSelector: text,
});

const generator = z.object({
  name: text,
  namespace: text,
  behavior: text,
  literals: listOf(z.string()),
  files: listOf(z.string()),
  envs: listOf(z.string()),
  env: text,
});

const labelRule = z.object({ pairs: labels, includeSelectors: flag, includeTemplates: flag });

const shape = z.object({
  kind: text,
  namespace: text,
  namePrefix: text,
  nameSuffix: text,
  resources: listOf(z.string()),
  bases: listOf(z.string()),
  components: listOf(z.string()),
  commonLabels: labels,
  commonAnnotations: labels,
  labels: listOf(labelRule),
  images: listOf(z.object({ name: z.string(), newName: text, newTag: text, digest: text })),
  replicas: listOf(z.object({ name: z.string(), count: z.coerce.number() })),
  patches: listOf(z.object({ path: text, patch: text, target: optional(target) })),
  patchesStrategicMerge: listOf(z.string()),
  patchesJson6902: listOf(z.object({ path: text, patch: text, target: optional(target) })),
  configMapGenerator: listOf(generator),
  secretGenerator: listOf(generator),
});

export type Kustomization = z.output<typeof shape>;

/** Whether it only changes what others build. */
export function isComponent({ kind }: Kustomization): boolean {
  return kind === 'Component';
}

export type PatchTarget = z.output<typeof target>;
export type Generator = z.output<typeof generator>;

/** Fields that make or change objects and are not applied here. */
const NOT_APPLIED = [
  'helmCharts',
  'helmChartInflationGenerator',
  'generators',
  'transformers',
  'replacements',
  'vars',
];

const NAMES = /^kustomization(?:\.ya?ml)?$/i;

/** Whether a file, by its name, may be a kustomization. */
export function isKustomizationName(name: string): boolean {
  return NAMES.test(name);
}

/** Fields of a kustomization; undefined where the text is none, such as an object of Flux. */
export function parseKustomization(
  content: string,
): { readonly fields: Kustomization; readonly notApplied: readonly string[] } | undefined {
  const document = parseDocument(content, { ...QUIET, merge: true });
  const value = document.errors.length === 0 ? yamlValue(document) : undefined;
  if (!isRecord(value)) return undefined;
  const apiVersion = value['apiVersion'];
  if (typeof apiVersion === 'string' && !apiVersion.startsWith('kustomize.config.k8s.io/')) return undefined;
  const fields = shape.safeParse(value).data;
  return fields && { fields, notApplied: NOT_APPLIED.filter((name) => value[name]) };
}
