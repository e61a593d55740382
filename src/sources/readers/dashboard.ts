import { z } from 'zod';
import { SourceFileError } from '../config-file.ts';
import type { ReaderQuery } from './readers.ts';

const target = z.object({ expr: z.string().optional(), hide: z.boolean().optional() });
const panel: z.ZodType<Panel> = z.object({
  title: z.string().optional(),
  targets: z.array(target).optional(),
  get panels() {
    return z.array(panel).optional();
  },
});

interface Panel {
  readonly title?: string | undefined;
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
 * @returns undefined where the file holds no dashboard
 * @throws {SourceFileError} where it is no JSON
 */
export function dashboardQueries(file: string, text: string): ReaderQuery[] | undefined {
  const parsed = dashboard.safeParse(unwrapped(parse(file, text)));
  if (!parsed.success || (!parsed.data.panels && !parsed.data.rows)) return undefined;
  const { panels = [], rows = [], templating } = parsed.data;
  const all = [...panels, ...rows.flatMap((row) => row.panels ?? [])].flatMap(withInner);
  const placed = createPlacer(file, text);
  return [
    ...all.flatMap(({ title = 'without a title', targets = [] }) =>
      targets.flatMap(({ expr = '' }) => (expr.trim() === '' ? [] : [placed(`panel "${title}"`, expr)])),
    ),
    ...(templating?.list ?? []).flatMap(({ name = '', query = '' }) => {
      const asked = typeof query === 'string' ? query : (query.query ?? '');
      const [, selector] = /^label_values\(\s*(.+?)\s*,\s*\w+\s*\)$/.exec(asked) ?? [];
      return selector === undefined ? [] : [placed(`variable ${name}`, selector)];
    }),
  ];
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SourceFileError(`${file} is not valid JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

function unwrapped(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'dashboard' in value ? value.dashboard : value;
}

function withInner(one: Panel): Panel[] {
  return [one, ...(one.panels ?? []).flatMap(withInner)];
}

/** Finds where an expression stands; the same one twice is found in the order of the file. */
function createPlacer(file: string, text: string): (where: string, expression: string) => ReaderQuery {
  let from = 0;
  return (where, expression) => {
    const written = JSON.stringify(expression).slice(1, -1);
    const next = text.indexOf(written, from);
    const at = next >= 0 ? next : Math.max(0, text.indexOf(written));
    from = next >= 0 ? next + written.length : from;
    return { file, line: text.slice(0, at).split('\n').length, where, expression, written };
  };
}
