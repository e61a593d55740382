import type { SyntaxNode } from '@lezer/common';
import { metricName } from './matcher.ts';
import { parse, type Parsed } from './parsed.ts';
import { QueryError } from './query-error.ts';
import { childrenOf } from './syntax-nodes.ts';
import { labelName, matcherOf } from './selector.ts';

/** A part of an expression, and what replaces it. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Another name for a metric, and for labels of its series. */
export interface MetricRename {
  readonly to: string;
  readonly labels: ReadonlyMap<string, string>;
}

type MetricRenames = ReadonlyMap<string, MetricRename>;

const PLAIN_NAME = /^[A-Za-z_:][\w:]*$/;
const PLAIN_LABEL = /^[A-Za-z_]\w*$/;
/** They name labels in strings. */
const NAMES_LABELS = new Set(['label_replace', 'label_join', 'sort_by_label', 'sort_by_label_desc']);

/** A metric's name as PromQL has it: quoted and in braces where it has other characters. */
export function nameInQuery(name: string): string {
  return PLAIN_NAME.test(name) ? name : `{${JSON.stringify(name)}}`;
}

/** A label's name as PromQL has it. */
export function labelInQuery(label: string): string {
  return PLAIN_LABEL.test(label) ? label : JSON.stringify(label);
}

/**
 * The edits that give metrics of a query other names, with the labels in their selectors and in the lists around them.
 * Undefined where a list or a function also names the label of a metric that keeps it.
 *
 * @throws {QueryError} if the expression cannot be read
 */
export function renameEdits(expression: string, renames: MetricRenames): TextEdit[] | undefined {
  const parsed = parse(expression);
  const selectors: SyntaxNode[] = [];
  let isOpen = false;
  const labels = new Set([...renames.values()].flatMap((rename) => [...rename.labels.keys()]));
  parsed.root.cursor().iterate(({ node }) => {
    if (node.name === 'VectorSelector') selectors.push(node);
    if (node.name === 'FunctionCall' && NAMES_LABELS.has(parsed.textOf(node.getChild('FunctionIdentifier'))))
      isOpen ||= labels.size > 0;
  });
  if (isOpen) return undefined;
  const renameOf = (selector: SyntaxNode): MetricRename | undefined =>
    renames.get(metricName(parsed.matchersOf(selector)) ?? '');
  const edits: TextEdit[] = [];
  for (const selector of selectors) {
    const rename = renameOf(selector);
    if (rename) edits.push(...selectorEdits(selector, rename, parsed));
  }
  for (const { holder, list } of labelLists(parsed.root)) {
    const inside = selectors.filter(({ from, to }) => holder.from <= from && to <= holder.to).map(renameOf);
    for (const label of childrenOf(list)) {
      const name = labelName(label, parsed.filled.text);
      const others = new Set(inside.map((rename) => rename?.labels.get(name)));
      const [other] = others;
      if (others.size === 0 || (others.size === 1 && other === undefined)) continue;
      if (others.size > 1 || other === undefined) return undefined;
      edits.push({ from: label.from, to: label.to, text: labelInQuery(other) });
    }
  }
  return edits.toSorted((a, b) => a.from - b.from);
}

/** Values that mean the same in quotes and as a regular expression. */
const PLAIN_VALUE = /^[\w/:-]+$/;

/**
 * The edits that give the matcher `label="value"` another value.
 *
 * @param metric of selectors with this name only; otherwise of every selector
 */
export function valueEdits(
  expression: string,
  label: string,
  value: string,
  other: string,
  metric?: string,
): TextEdit[] {
  const operators = PLAIN_VALUE.test(value) && PLAIN_VALUE.test(other) ? ['=', '=~'] : ['='];
  const parsed = parse(expression);
  const edits: TextEdit[] = [];
  parsed.root.cursor().iterate(({ node }) => {
    if (node.name !== 'VectorSelector') return;
    if (metric !== undefined && metricName(parsed.matchersOf(node)) !== metric) return;
    for (const part of childrenOf(node.getChild('LabelMatchers'))) {
      const text = part.getChild('StringLiteral');
      const found = matcherOf(part, parsed.filled.text);
      const isIt = found.label === label && operators.includes(found.operator) && found.value === value;
      if (text && isIt && !parsed.isVariable(part))
        edits.push({ from: text.from, to: text.to, text: JSON.stringify(other) });
    }
  });
  return edits;
}

/** The expression with edits; undefined where it cannot be parsed then. */
export function edited(expression: string, edits: readonly TextEdit[]): string | undefined {
  const text = edits.reduceRight(
    (before, edit) => before.slice(0, edit.from) + edit.text + before.slice(edit.to),
    expression,
  );
  try {
    parse(text);
    return text;
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

function selectorEdits(selector: SyntaxNode, { to, labels }: MetricRename, parsed: Parsed): TextEdit[] {
  const list = selector.getChild('LabelMatchers');
  const parts = childrenOf(list);
  const edits = [nameEdit(selector, list, parts, to, parsed)];
  for (const part of parts) {
    const label = part.name === 'QuotedLabelName' ? null : part.firstChild;
    const other = label && labels.get(labelName(label, parsed.filled.text));
    if (label && other) edits.push({ from: label.from, to: label.to, text: labelInQuery(other) });
  }
  return edits;
}

function nameEdit(
  selector: SyntaxNode,
  list: SyntaxNode | null,
  parts: readonly SyntaxNode[],
  to: string,
  { expression }: Parsed,
): TextEdit {
  const identifier = selector.getChild('Identifier');
  const isPlain = PLAIN_NAME.test(to);
  if (identifier) {
    const { from } = identifier;
    if (isPlain || list === null) return { from, to: identifier.to, text: nameInQuery(to) };
    const isEmpty = expression.slice(list.from + 1, list.to - 1).trim() === '';
    return isEmpty
      ? { from, to: list.to, text: nameInQuery(to) }
      : { from, to: list.from + 1, text: `{${JSON.stringify(to)},` };
  }
  const quoted = parts.find(({ name }) => name === 'QuotedLabelName');
  if (quoted && list && isPlain && quoted === parts[0]) {
    const rest = expression.slice(quoted.to, list.to - 1).replace(/^\s*,\s*/, '');
    const end = list.to - 1 - rest.length;
    return rest.trim() === ''
      ? { from: list.from, to: list.to, text: to }
      : { from: list.from, to: end, text: `${to}{` };
  }
  // The matcher `__name__="…"`.
  const named = parts.find((part) => expression.slice(part.from, part.to).startsWith('__name__'));
  const place = quoted ?? named?.getChild('StringLiteral') ?? selector;
  return { from: place.from, to: place.to, text: JSON.stringify(to) };
}

/** Each list of labels, and the expression that it belongs to. */
function labelLists(root: SyntaxNode): { readonly holder: SyntaxNode; readonly list: SyntaxNode }[] {
  const found: { holder: SyntaxNode; list: SyntaxNode }[] = [];
  root.cursor().iterate(({ node }) => {
    if (node.name !== 'GroupingLabels') return;
    const holder = node.parent?.parent;
    if (holder) found.push({ holder, list: node });
  });
  return found;
}
