import type { UnknownValue } from '../evidence/values/impossible.ts';
import { edited, valueEdits } from '../promql/index.ts';
import type { Readers } from '../sources/index.ts';
import type { Fix } from '../engine/outcome.ts';
import { type QueryEdit, queriesFix } from './edit-queries.ts';

/** The fix that replaces values of labels by those that are meant, all of a query at once. */
export function valueFix(readers: Readers, unknown: readonly UnknownValue[]): Fix | undefined {
  const meant = unknown.filter(({ ruledOut }) => ruledOut.meant !== undefined);
  const edits: QueryEdit[] = [];
  const replaced = new Map<string, string>();
  for (const query of new Set(meant.map((one) => one.query))) {
    const own = meant.filter((one) => one.query === query);
    const found = own.flatMap(({ name, label, value, ruledOut: { meant: other = value } }) => {
      replaced.set(textOf(label, value), textOf(label, other));
      return valueEdits(query.expression, label, value, other, name);
    });
    const each = [...new Map(found.map((edit) => [edit.from, edit])).values()].toSorted(
      (a, b) => a.from - b.from,
    );
    if (each.length > 0 && edited(query.expression, each) !== undefined) edits.push({ query, edits: each });
  }
  if (replaced.size === 0) return undefined;
  const text = `replace ${[...replaced].map((pair) => pair.join(' by ')).join(', ')}`;
  return queriesFix(readers, edits, text) ?? { kind: 'manual', text };
}

function textOf(label: string, value: string): string {
  return `${label}=${JSON.stringify(value)}`;
}
