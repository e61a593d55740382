import type { Dashboard, DataSource } from '../../sources/index.ts';

/** Data sources that are Grafana's own, by uid or name. */
const BUILT_IN = new Set([
  '-- Grafana --',
  '-- Mixed --',
  '-- Dashboard --',
  'grafana',
  '__expr__',
  'default',
]);
const VARIABLE = /^(?:\$\{(\w+)(?::\w+)?\}|\$(\w+)|\[\[(\w+)(?::\w+)?\]\])$/;

/** Name of the variable that a text consists of. */
export function variableIn(text: string): string | undefined {
  const [, braced, plain, bracketed] = VARIABLE.exec(text) ?? [];
  return braced ?? plain ?? bracketed;
}

/** References that the dashboard itself cannot tell: variables that it has not. */
export function unresolvedIn({ references, variables }: Dashboard): Dashboard['references'] {
  return references.filter(({ source }) => {
    const name = variableIn(source);
    return name !== undefined && !variables.some((variable) => variable.name === name);
  });
}

/** References by a uid or a name that no data source has. */
export function strangersIn(
  { references }: Dashboard,
  known: readonly DataSource[],
): Dashboard['references'] {
  return references.filter(
    ({ source }) =>
      variableIn(source) === undefined &&
      !BUILT_IN.has(source) &&
      !known.some(({ uid, name }) => uid === source || name === source),
  );
}

/** The Prometheus that is asked where nothing names one: the default, or the only one. */
export function usualPrometheus(known: readonly DataSource[]): DataSource | undefined {
  const all = known.filter(({ type }) => type === 'prometheus');
  return all.find(({ isDefault }) => isDefault) ?? (all.length === 1 ? all[0] : undefined);
}

/** The Prometheus data sources that a dashboard asks as it opens. */
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
