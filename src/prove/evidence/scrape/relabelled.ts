import type { RelabelRule } from '../../sources/index.ts';
import { relabel } from '../relabel.ts';

/** What the rules of a scrape do to series of these names, as far as it is certain. */
export interface Relabelled {
  readonly dropped: readonly { readonly series: string; readonly rule: string }[];
  readonly renamed: readonly { readonly series: string; readonly to: string; readonly rule: string }[];
  /** Labels that a rule removes. */
  readonly removed: readonly { readonly label: string; readonly rule: string }[];
  /** Rules that use a label whose values are not known. */
  readonly unjudged: readonly string[];
}

/**
 * Applies `metric_relabel_configs` to series of which the name and the names of the labels are known. A rule that reads the
 * value of a label is not judged; one that may then change the name ends the judgement.
 *
 * @param series names, each with the names of its labels
 */
export function relabelled(
  series: ReadonlyMap<string, readonly string[]>,
  rules: readonly RelabelRule[],
): Relabelled {
  const result = { dropped: [], renamed: [], removed: [], unjudged: [] } as {
    [Key in keyof Relabelled]: Relabelled[Key][number][];
  };
  const removed = new Map<string, string>();
  const unjudged = new Set<string>();
  for (const [name, labels] of series) {
    let current: Readonly<Record<string, string>> = {
      ...Object.fromEntries(labels.map((label) => [label, 'x'])),
      __name__: name,
    };
    for (const rule of rules) {
      const words = ruleText(rule);
      if (readsValue(rule)) {
        unjudged.add(words);
        if (mayRename(rule)) break;
        continue;
      }
      const next = applied(current, rule);
      if (next === 'not judged') {
        unjudged.add(words);
        break;
      }
      if (next?.['__name__'] === undefined) {
        result.dropped.push({ series: name, rule: words });
        break;
      }
      if (next['__name__'] !== current['__name__'])
        result.renamed.push({ series: name, to: next['__name__'], rule: words });
      for (const label of labels) if (label in current && !(label in next)) removed.set(label, words);
      current = next;
    }
  }
  result.removed.push(...[...removed].map(([label, rule]) => ({ label, rule })));
  result.unjudged.push(...unjudged);
  return result;
}

const BY_NAME_OF_LABEL = new Set(['labeldrop', 'labelkeep', 'labelmap']);

function readsValue({ action, source_labels: sources }: RelabelRule): boolean {
  return !BY_NAME_OF_LABEL.has(action) && sources.some((label) => label !== '__name__');
}

function mayRename({ action, target_label: target }: RelabelRule): boolean {
  return action !== 'drop' && action !== 'keep' && (target === '__name__' || target.includes('$'));
}

function applied(
  labels: Readonly<Record<string, string>>,
  rule: RelabelRule,
): Readonly<Record<string, string>> | undefined | 'not judged' {
  try {
    return relabel(labels, [rule]);
  } catch (error) {
    // A pattern or an action that is not supported here proves nothing.
    if (error instanceof SyntaxError) return 'not judged';
    throw error;
  }
}

function ruleText({
  action,
  source_labels: sources,
  regex,
  target_label: target,
  replacement,
}: RelabelRule): string {
  if (BY_NAME_OF_LABEL.has(action)) return `${action} ${regex}`;
  const what = `${action} where ${sources.join(', ') || 'no label'} matches ${regex}`;
  return action === 'replace' ? `${what}: ${target} becomes ${replacement}` : what;
}
