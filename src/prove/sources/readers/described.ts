import { z } from 'zod';
import { escapeRegExp } from '../../../shared/text/escape-regexp.ts';
import { isRecord } from '../../../shared/text/is-record.ts';

/** Where a dashboard names the data source that it asks. */
export interface SourceReference {
  /** `panel "Tokens"`, `variable model`. */
  readonly where: string;
  /** As written: a uid, a name, or a variable such as `${DS_PROMETHEUS}`. */
  readonly source: string;
  readonly line: number;
}

/** A variable of a dashboard. */
export interface DashboardVariable {
  readonly name: string;
  readonly type: string;
  /** What it asks for: `label_values(metric, label)`, or the type of a data source. */
  readonly query: string;
  /** The value that the dashboard opens with; undefined where it says none, or several. */
  readonly current: string | undefined;
  /** Only values that match it are taken; empty where all are. */
  readonly regex: string;
  /** It asks for its values again when the dashboard opens. */
  readonly refreshes: boolean;
}

/** What a dashboard says of itself, beside its queries. */
export interface Dashboard {
  /** File that it stands in; for one of a Grafana, its address. */
  readonly file: string;
  readonly uid: string | undefined;
  readonly title: string;
  readonly references: readonly SourceReference[];
  readonly variables: readonly DashboardVariable[];
  /** Names that an import by hand asks the values of; nothing else replaces them. */
  readonly inputs: readonly string[];
}

const reference = z.union([z.string(), z.object({ uid: z.string().nullish() })]).nullish();
type Reference = z.output<typeof reference>;

interface Panel {
  readonly title?: string | undefined;
  readonly datasource?: Reference;
  readonly targets?: readonly { readonly datasource?: Reference }[] | undefined;
  readonly panels?: readonly Panel[] | undefined;
}

const panel: z.ZodType<Panel> = z.object({
  title: z.string().optional(),
  datasource: reference,
  targets: z.array(z.object({ datasource: reference })).optional(),
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

const shape = z.object({
  uid: z.string().nullish(),
  title: z.string().default('without a title'),
  panels: z.array(panel),
  templating: z.object({ list: z.array(variable).default([]) }).nullish(),
  __inputs: z.array(z.object({ name: z.string() })).optional(),
});

/**
 * Describes a dashboard, as it is exported or as Grafana's API wraps it
 * (https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/).
 *
 * @param value the dashboard, parsed
 * @param text of the file, for lines
 * @returns undefined where it is none
 */
export function describeDashboard(file: string, value: unknown, text: string): Dashboard | undefined {
  const inner = isRecord(value) && 'dashboard' in value ? value['dashboard'] : value;
  const parsed = shape.safeParse(inner);
  if (!parsed.success) return undefined;
  const { uid, title, panels, templating, __inputs: inputs = [] } = parsed.data;
  const list = templating?.list ?? [];
  const named = (where: string, given: Reference): SourceReference[] => {
    const source = typeof given === 'string' ? given : given?.uid;
    return source ? [{ where, source, line: lineOf(text, source) }] : [];
  };
  return {
    file,
    uid: uid ?? undefined,
    title,
    references: [
      ...panels.flatMap(withInner).flatMap((one) => {
        const where = `panel "${one.title ?? 'without a title'}"`;
        return [one, ...(one.targets ?? [])].flatMap(({ datasource }) => named(where, datasource));
      }),
      ...list.flatMap(({ name, datasource }) => named(`variable ${name}`, datasource)),
    ],
    variables: list.map(({ name, type, query, current, regex, refresh }) => ({
      name,
      type,
      query: queryText(query),
      current: typeof current?.value === 'string' ? current.value : undefined,
      regex: regex ?? '',
      refreshes: Number(refresh ?? 0) > 0,
    })),
    inputs: inputs.map(({ name }) => name),
  };
}

/** Since Grafana 7 the query of a Prometheus variable is an object, of which the text is a part. */
function queryText(query: unknown): string {
  const inner = isRecord(query) ? query['query'] : query;
  return typeof inner === 'string' ? inner : '';
}

function withInner(one: Panel): Panel[] {
  return [one, ...(one.panels ?? []).flatMap(withInner)];
}

/** Of the first place that names the source. */
function lineOf(text: string, source: string): number {
  const quoted = escapeRegExp(JSON.stringify(source));
  const at = text.search(new RegExp(`"(?:uid|datasource)"\\s*:\\s*${quoted}`));
  return text.slice(0, Math.max(0, at)).split('\n').length;
}
