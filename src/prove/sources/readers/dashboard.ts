import { z } from 'zod';
import { errorText } from '../../../shared/text/error-text.ts';
import { isRecord } from '../../../shared/text/is-record.ts';
import { tryJson } from '../../../shared/text/try-json.ts';
import { SourceFileError } from '../config-file.ts';
import type { ReaderQuery } from './query.ts';

/** Of its own, or by name alone, which tells no type. */
const datasource = z.union([z.object({ type: z.string().optional() }), z.string()]).nullish();
const target = z.object({ expr: z.string().optional(), datasource });
const panel: z.ZodType<Panel> = z.object({
  title: z.string().optional(),
  datasource,
  targets: z.array(target).optional(),
  get panels() {
    return z.array(panel).optional();
  },
});

interface Panel {
  readonly title?: string | undefined;
  readonly datasource?: z.output<typeof datasource>;
  readonly targets?: readonly z.output<typeof target>[] | undefined;
  readonly panels?: readonly Panel[] | undefined;
}

const dashboard = z.object({
  panels: z.array(panel).optional(),
  /** Of Grafana before 5. */
  rows: z.array(z.object({ panels: z.array(panel).optional() })).optional(),
  templating: z
    .object({
      list: z.array(
        z.object({
          name: z.string().optional(),
          query: z.union([z.string(), z.object({ query: z.string().optional() })]).optional(),
        }),
      ),
    })
    .optional(),
});

/**
 * The expressions of a Grafana dashboard, as it is exported or as its API wraps it.
 *
 * @param text of the whole file, where the dashboard is a part of it
 * @returns undefined where the file holds no dashboard
 * @throws {SourceFileError} where it is no JSON
 */
export function dashboardQueries(file: string, json: string, text = json): ReaderQuery[] | undefined {
  const parsed = dashboard.safeParse(unwrapped(parse(file, json)));
  if (!parsed.success || (!parsed.data.panels && !parsed.data.rows)) return undefined;
  const { panels = [], rows = [], templating } = parsed.data;
  const all = [...panels, ...rows.flatMap((row) => row.panels ?? [])].flatMap(withInner);
  const placed = createPlacer(file, text);
  return [
    ...all.flatMap(({ title = 'without a title', targets = [], ...panel }) =>
      targets.flatMap(({ expr = '', datasource: own }) =>
        expr.trim() === '' || isOfAnother(own ?? panel.datasource) ? [] : [placed(`panel "${title}"`, expr)],
      ),
    ),
    ...(templating?.list ?? []).flatMap(({ name = '', query = '' }) => {
      const asked = typeof query === 'string' ? query : (query.query ?? '');
      const [, selector, asksLabel] = /^label_values\(\s*(.+?)\s*,\s*(\w+)\s*\)$/.exec(asked) ?? [];
      if (selector === undefined || asksLabel === undefined) return [];
      return [{ ...placed(`variable ${name}`, selector), asksLabel }];
    }),
  ];
}

/** Loki's expressions look like PromQL, and are none. */
function isOfAnother(source: z.output<typeof datasource>): boolean {
  const type = typeof source === 'object' ? source?.type : undefined;
  return type !== undefined && !type.startsWith('$') && !/prometheus|mixed|datasource/.test(type);
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SourceFileError(`${file} is not valid JSON: ${errorText(error)}`);
  }
}

function unwrapped(value: unknown): unknown {
  return isRecord(value) && 'dashboard' in value ? value['dashboard'] : value;
}

function withInner(one: Panel): Panel[] {
  return [one, ...(one.panels ?? []).flatMap(withInner)];
}

const JSON_STRING = /"(?:[^"\\\n]|\\.)*"/g;

/**
 * Finds where an expression stands, however its characters are escaped: Grafana's own server writes `>` as `\u003e`.
 * The same one twice is found in the order of the file.
 */
function createPlacer(file: string, text: string): (where: string, expression: string) => ReaderQuery {
  const strings = [...text.matchAll(JSON_STRING)].map(({ 0: quoted, index }) => ({
    value: decoded(quoted),
    written: quoted.slice(1, -1),
    index,
  }));
  let from = 0;
  return (where, expression) => {
    const isIt = ({ value }: { readonly value: string }): boolean => value === expression;
    const found =
      strings.find((one) => one.index >= from && isIt(one)) ??
      strings.find(isIt) ??
      // A variable's selector is a part of its text.
      strings.find(({ value }) => value.includes(expression));
    if (found && isIt(found)) from = found.index + 1;
    const line = text.slice(0, found?.index ?? 0).split('\n').length;
    return { file, line, where, expression, written: found?.written ?? expression };
  };
}

function decoded(quoted: string): string {
  const text = tryJson(quoted);
  // A string of the YAML around the dashboard is not JSON, and no expression of it.
  return typeof text === 'string' ? text : '';
}
