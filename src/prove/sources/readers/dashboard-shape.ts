import { z } from 'zod';
import { isRecord } from '../../../shared/text/is-record.ts';
import { modelOfResource } from './dashboard-resource.ts';

/** A data source by its name, or by its uid and type. */
const reference = z
  .union([z.string(), z.object({ uid: z.string().nullish(), type: z.string().nullish() })])
  .nullish();

export type DataSourceReference = z.output<typeof reference>;

/** Grafana reads a key that is null as one that is absent, and its exports have both. */
function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const target = z.object({ expr: optional(z.string()), datasource: reference });

export interface Panel {
  readonly title?: string | undefined;
  readonly datasource?: DataSourceReference;
  readonly targets?: readonly z.output<typeof target>[] | undefined;
  readonly panels?: readonly Panel[] | undefined;
}

const panel: z.ZodType<Panel> = z.object({
  title: optional(z.string()),
  datasource: reference,
  targets: optional(z.array(target)),
  get panels() {
    return optional(z.array(panel));
  },
});

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
  current: z.object({ value: z.unknown() }).partial().nullish(),
  regex: z.string().nullish(),
  refresh: z.union([z.number(), z.boolean()]).nullish(),
});

export type Variable = z.output<typeof variable>;

const dashboard = z.object({
  uid: z.string().nullish(),
  title: optional(z.string()),
  panels: optional(z.array(panel)),
  /** In place of panels before Grafana 5. */
  rows: optional(z.array(z.object({ panels: optional(z.array(panel)) }))),
  templating: z.object({ list: optional(z.array(variable)) }).nullish(),
  __inputs: optional(z.array(z.object({ name: z.string() }))),
});

export interface DashboardShape {
  readonly uid: string | undefined;
  readonly title: string;
  /** All panels, also those within rows. */
  readonly panels: readonly Panel[];
  readonly variables: readonly Variable[];
  readonly inputs: readonly string[];
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
  const { uid, title, panels = [], rows = [], templating, __inputs: inputs = [] } = data;
  return {
    uid: uid ?? undefined,
    title: title ?? 'without a title',
    panels: [...panels, ...rows.flatMap((row) => row.panels ?? [])].flatMap(withInner),
    variables: templating?.list ?? [],
    inputs: inputs.map(({ name }) => name),
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
