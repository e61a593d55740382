import { stringify } from 'yaml';
import { readQuery } from '../../src/prove/promql/index.ts';
import { type Readers, readReaders } from '../../src/prove/sources/index.ts';

/** Labels that a query groups, joins or carries by. */
const GROUPING = /\b(?:by|on|ignoring|without|group_left|group_right)\s*\(([^()]*)\)/gi;
const NAME = /^[a-zA-Z_:][\w:]*$/;
const LABEL = /^[a-zA-Z_]\w*$/;

/**
 * A contract by which every series exists that the queries of this file ask for, and may have every label. Under it, a
 * claim that a query returns nothing needs a reason in the query itself. Undefined where the file has no query.
 */
export function ownContract(path: string): string | undefined {
  const names = new Set<string>();
  const labels = new Set<string>();
  for (const { expression, asksLabel } of queriesIn(path)) {
    if (asksLabel !== undefined) labels.add(asksLabel);
    for (const [, list = ''] of expression.matchAll(GROUPING))
      for (const label of list.split(',')) if (LABEL.test(label.trim())) labels.add(label.trim());
    for (const { name, matchers } of selectorsOf(expression)) {
      if (name !== undefined && NAME.test(name)) names.add(name);
      for (const { label } of matchers) if (label !== '__name__') labels.add(label);
    }
  }
  if (names.size === 0) return undefined;
  // A family that is asked for in both forms, classic and native, is there in both.
  const histograms = new Set<string>();
  const series = new Set<string>();
  for (const name of names) {
    const family = name.replace(/_(?:bucket|count|sum)$/, '');
    if (name !== family && names.has(`${family}_bucket`)) histograms.add(family);
    else series.add(name);
  }
  const any = { attributes: [], optionalAttributes: [...labels] };
  return stringify({
    schema: 'throughline.contract/1',
    name: 'own',
    flushInterval: '15s',
    metrics: [
      ...[...histograms].map((prometheus) => ({ prometheus, kind: 'histogram', ...any })),
      ...[...series].map((prometheus) => ({
        prometheus,
        kind: prometheus.endsWith('_total') ? 'counter' : 'gauge',
        ...any,
      })),
    ],
  });
}

function queriesIn(path: string): Readers['queries'] {
  try {
    return readReaders([path]).queries;
  } catch {
    return [];
  }
}

function selectorsOf(expression: string): ReturnType<typeof readQuery>['selectors'] {
  try {
    return readQuery(expression).selectors;
  } catch {
    return [];
  }
}
