import { z } from 'zod';
import { isRecord } from '../../../shared/text/is-record.ts';

/** A data source by its name, or by its uid and type. */
const reference = z
  .union([z.string(), z.object({ uid: z.string().nullish(), type: z.string().nullish() })])
  .nullish();

export type DataSourceReference = z.output<typeof reference>;

const target = z.object({ expr: z.string().optional(), datasource: reference });

export interface Panel {
  readonly title?: string | undefined;
  readonly datasource?: DataSourceReference;
  readonly targets?: readonly z.output<typeof target>[] | undefined;
  readonly panels?: readonly Panel[] | undefined;
}

const panel: z.ZodType<Panel> = z.object({
  title: z.string().optional(),
  datasource: reference,
  targets: z.array(target).optional(),
  get panels() {
    return z.array(panel).optional();
  },
});

const variable = z.object({
  name: z.string().default(''),
  type: z.string().default(''),
  datasource: reference,
  query: z.unknown(),
  current: z.object({ value: z.unknown() }).partial().nullish(),
  regex: z.string().nullish(),
  refresh: z.union([z.number(), z.boolean()]).nullish(),
});

export type Variable = z.output<typeof variable>;

const dashboard = z.object({
  uid: z.string().nullish(),
  title: z.string().default('without a title'),
  panels: z.array(panel).optional(),
  /** In place of panels before Grafana 5. */
  rows: z.array(z.object({ panels: z.array(panel).optional() })).optional(),
  templating: z.object({ list: z.array(variable).default([]) }).nullish(),
  __inputs: z.array(z.object({ name: z.string() })).optional(),
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
  const inner = isRecord(value) && 'dashboard' in value ? value['dashboard'] : value;
  const { data } = dashboard.safeParse(inner);
  if (!data || (!data.panels && !data.rows)) return undefined;
  const { uid, title, panels = [], rows = [], templating, __inputs: inputs = [] } = data;
  return {
    uid: uid ?? undefined,
    title,
    panels: [...panels, ...rows.flatMap((row) => row.panels ?? [])].flatMap(withInner),
    variables: templating?.list ?? [],
    inputs: inputs.map(({ name }) => name),
  };
}

function withInner(one: Panel): Panel[] {
  return [one, ...(one.panels ?? []).flatMap(withInner)];
}
