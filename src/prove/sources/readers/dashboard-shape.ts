import { z } from 'zod';
import { isRecord } from '../../../shared/text/is-record.ts';
import { modelOfResource } from './dashboard-resource.ts';

/** A data source by its name, or by its uid and type. */
const reference = z
  .union([z.string(), z.object({ uid: z.string().nullish(), type: z.string().nullish() })])
  .nullish()
  .catch(undefined);

export type DataSourceReference = z.output<typeof reference>;

/** Grafana reads a key that is null as one that is absent, and its exports have both. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** A text, which Grafana also takes as a number. */
const text = optional(z.union([z.string(), z.number().transform(String)]));

/** A list without the entries that are null; none where it is no list. */
function listOf<Schema extends z.ZodType>(schema: Schema) {
  const items = (given: unknown): unknown =>
    Array.isArray(given) ? given.filter((item) => item !== null) : undefined;
  return z.preprocess(items, z.array(schema).optional());
}

const target = z.object({
  expr: text,
  /** The query of a data source that is no Prometheus, by the names that such data sources use. */
  rawSql: z.unknown().optional(),
  query: z.unknown().optional(),
  datasource: reference,
});

export type Target = z.output<typeof target>;

export interface Panel {
  readonly title?: string | undefined;
  readonly datasource?: DataSourceReference;
  readonly targets?: readonly Target[] | undefined;
  readonly panels?: readonly Panel[] | undefined;
  /** Expressions of a panel of VictoriaMetrics' own interface, which has no targets. */
  readonly expr?: readonly string[] | undefined;
}

const panel: z.ZodType<Panel> = z.object({
  title: text,
  datasource: reference,
  targets: listOf(target),
  expr: listOf(z.string()).catch(undefined),
  get panels() {
    return listOf(panel);
  },
});

/** Since Grafana 9 the query of an annotation may be below `target`. */
const annotation = z.object({
  name: text,
  datasource: reference,
  expr: text,
  target: target.nullish().catch(undefined),
});

export type Annotation = z.output<typeof annotation>;

const variable = z.object({
  name: z
    .string()
    .nullish()
    .transform((name) => name ?? ''),
  type: z
    .string()
    .nullish()
    .transform((type) => type ?? ''),
  datasource: reference,
  /** A variable of ad hoc filters has none. */
  query: z.unknown().optional(),
  current: z.object({ value: z.unknown() }).partial().nullish().catch(undefined),
  regex: z.string().nullish().catch(undefined),
  refresh: z.union([z.number(), z.boolean()]).nullish().catch(undefined),
});

export type Variable = z.output<typeof variable>;

const dashboard = z.object({
  uid: z.string().nullish(),
  title: text,
  panels: listOf(panel),
  /** In place of panels before Grafana 5. */
  rows: listOf(z.object({ panels: listOf(panel) })),
  templating: z.object({ list: listOf(variable) }).nullish(),
  annotations: z.object({ list: listOf(annotation) }).nullish(),
  __inputs: listOf(z.object({ name: z.string(), pluginId: text })),
  /** Library panels that the dashboard uses, by their uid. */
  __elements: z
    .record(z.string(), z.object({ model: panel }).partial())
    .nullish()
    .catch(undefined),
});

export interface DashboardShape {
  readonly uid: string | undefined;
  readonly title: string;
  /** All panels, also those within rows. */
  readonly panels: readonly Panel[];
  readonly variables: readonly Variable[];
  readonly annotations: readonly Annotation[];
  readonly inputs: readonly { readonly name: string; readonly pluginId?: string | undefined }[];
}

/**
 * Parses a dashboard, as Grafana exports it or as its API wraps it.
 *
 * @returns undefined if the value is not a dashboard
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function parseDashboard(value: unknown): DashboardShape | undefined {
  const { data } = dashboard.safeParse(modelIn(value));
  if (!data || (!data.panels && !data.rows)) return undefined;
  const { uid, title, panels = [], rows = [], templating, annotations } = data;
  const { __elements: elements, __inputs: inputs = [] } = data;
  const library = Object.values(elements ?? {}).flatMap(({ model }) => model ?? []);
  return {
    uid: uid ?? undefined,
    title: title ?? 'without a title',
    panels: [...panels, ...rows.flatMap((row) => row.panels ?? []), ...library].flatMap(withInner),
    variables: templating?.list ?? [],
    annotations: annotations?.list ?? [],
    inputs,
  };
}

/** The model of a dashboard, out of a response of Grafana's API or a resource of `dashboard.grafana.app`. */
function modelIn(value: unknown): unknown {
  if (!isRecord(value)) return value;
  if ('dashboard' in value) return value['dashboard'];
  const spec = value['spec'];
  if (!isRecord(spec) || !String(value['apiVersion']).startsWith('dashboard.grafana.app/')) return value;
  return isRecord(spec['elements']) ? modelOfResource(spec) : spec;
}

function withInner(one: Panel): Panel[] {
  return [one, ...(one.panels ?? []).flatMap(withInner)];
}
