import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { Dashboard, DataSource } from '../sources/index.ts';

/** The data sources that Grafana has, and these credentials may list. */
export const dataSources = defineEvidence({
  name: 'dataSources',
  needs: ['grafana'],
  answer: async ({ grafana }) => {
    const read = await grafana.dataSources();
    return read.ok ? known(read.value) : notKnown(read.error);
  },
});

/** Data sources that are built into Grafana, by uid or name. */
const BUILT_IN = new Set([
  '-- Grafana --',
  '-- Mixed --',
  '-- Dashboard --',
  'grafana',
  '__expr__',
  '-100',
  'default',
]);
const VARIABLE = /^(?:\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)(?::\w+)?\]\])$/;

/** Name of the variable, if the text is nothing else. */
function variableIn(text: string): string | undefined {
  const [, braced, plain, bracketed] = VARIABLE.exec(text) ?? [];
  return braced ?? plain ?? bracketed;
}

/** A reference to a data source that does not exist. */
export interface DeadReference {
  readonly dashboard: Dashboard;
  readonly reference: Dashboard['references'][number];
  /** `variable`: the dashboard has no such variable. `stranger`: no data source has this uid or name. */
  readonly kind: 'variable' | 'stranger';
}

/** @param known Grafana's data sources; undefined if they are not known, so that only variables can be judged */
export function deadReferences(
  dashboards: readonly Dashboard[],
  known: readonly DataSource[] | undefined,
): DeadReference[] {
  return dashboards.flatMap((dashboard) =>
    dashboard.references.flatMap((reference): DeadReference[] => {
      const { source } = reference;
      const name = variableIn(source);
      if (name !== undefined) {
        const isThere = dashboard.variables.some((variable) => variable.name === name);
        return isThere ? [] : [{ dashboard, reference, kind: 'variable' }];
      }
      if (known === undefined || BUILT_IN.has(source)) return [];
      const isThere = known.some((one) => one.uid === source || one.name === source);
      return isThere ? [] : [{ dashboard, reference, kind: 'stranger' }];
    }),
  );
}

/** Whether a dashboard names data sources only by its variables, so that it works in any Grafana. */
export function asksByVariables({ references }: Dashboard): boolean {
  return references.every(({ source }) => variableIn(source) !== undefined || BUILT_IN.has(source));
}

/** The Prometheus that is queried if nothing names one: the default, or the only one. */
export function usualPrometheus(known: readonly DataSource[]): DataSource | undefined {
  const all = known.filter(({ type }) => type === 'prometheus');
  return all.find(({ isDefault }) => isDefault) ?? (all.length === 1 ? all[0] : undefined);
}

/** The Prometheus data sources that a dashboard queries when it opens. */
export function prometheusOf(
  { references, variables }: Dashboard,
  known: readonly DataSource[],
): readonly DataSource[] {
  const named = new Set(
    references.map(({ source }) => {
      const name = variableIn(source);
      if (name === undefined) return source;
      return variables.find((variable) => variable.name === name)?.current ?? 'default';
    }),
  );
  const usual = usualPrometheus(known);
  const found = [...named].flatMap((one) =>
    one === 'default' ? (usual ?? []) : (known.find(({ uid, name }) => uid === one || name === one) ?? []),
  );
  const asked = named.size === 0 && usual ? [usual] : found;
  return [...new Set(asked)].filter(({ type }) => type === 'prometheus');
}
