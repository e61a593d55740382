import { z } from 'zod';
import { isRecord } from '../../../shared/text/is-record.ts';
import { createLocator } from './json-locator.ts';
import type { DashboardText } from './dashboard-queries.ts';
import type { ReaderQuery } from './query.ts';
import { templateIn } from './template.ts';

const plugin = z.object({ kind: z.string(), spec: z.record(z.string(), z.unknown()).nullish() });

const panel = z.object({
  spec: z.object({
    display: z.object({ name: z.string().nullish() }).nullish(),
    queries: z.array(z.object({ spec: z.object({ plugin }) })).nullish(),
  }),
});

const variable = z.object({ spec: z.object({ name: z.string().nullish(), plugin: plugin.nullish() }) });

const dashboard = z.object({
  panels: z.record(z.string(), panel),
  variables: z.array(variable).nullish(),
});

/** Kinds of plugins whose queries are PromQL. */
const PROMQL = /^Prometheus/;
const LANGUAGES: readonly (readonly [RegExp, string])[] = [
  [/^Loki/, 'LogQL'],
  [/^VictoriaLogs/, 'LogsQL'],
  [/^ClickHouse/, 'SQL'],
  [/^Tempo/, 'TraceQL'],
];

/** What holds a dashboard of Perses: its file, or an object of its operator, whose version v1alpha2 has it in `config`. */
export function persesSpec(value: Readonly<Record<string, unknown>>): unknown {
  const { kind, spec } = value;
  if ((kind !== 'Dashboard' && kind !== 'PersesDashboard') || !isRecord(spec)) return undefined;
  const inner = isRecord(spec['config']) ? spec['config'] : spec;
  return isRecord(inner['panels']) ? inner : undefined;
}

/**
 * The queries of a dashboard of Perses; undefined where it has another shape.
 *
 * @see https://perses.dev/perses/docs/api/dashboard/
 */
export function persesQueries(
  spec: unknown,
  { file, text, firstLine }: DashboardText,
): ReaderQuery[] | undefined {
  const { data } = dashboard.safeParse(spec);
  if (!data) return undefined;
  const locate = createLocator(text, firstLine);
  const query = (where: string, kind: string, expression: unknown): ReaderQuery[] => {
    if (typeof expression !== 'string' || expression.trim() === '') return [];
    const language = templateIn(expression) ?? languageOf(kind);
    return [
      { file, where, expression, ...locate(expression), ...(language === undefined ? {} : { language }) },
    ];
  };
  return [
    ...Object.entries(data.panels).flatMap(([key, { spec: one }]) =>
      (one.queries ?? []).flatMap(
        ({
          spec: {
            plugin: { kind, spec: own },
          },
        }) => query(`panel "${one.display?.name ?? key}"`, kind, own?.['query']),
      ),
    ),
    ...(data.variables ?? []).flatMap(({ spec: { name, plugin: asked } }) => {
      if (!asked) return [];
      const where = `variable ${name ?? ''}`;
      const { kind, spec: own } = asked;
      const { labelName, matchers, expr } = own ?? {};
      const selectors = Array.isArray(matchers) ? matchers : [];
      return [
        ...query(where, kind, expr),
        ...selectors
          .flatMap((selector) => query(where, kind, selector))
          .map((found) => (typeof labelName === 'string' ? { ...found, asksLabel: labelName } : found)),
      ];
    }),
  ];
}

function languageOf(kind: string): string | undefined {
  if (PROMQL.test(kind)) return undefined;
  return LANGUAGES.find(([of]) => of.test(kind))?.[1] ?? `a query of the plugin ${kind}`;
}
