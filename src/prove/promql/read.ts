import type { SyntaxNode } from '@lezer/common';
import { type LabelFlow, type LabelsOf, followLabels } from './label-flow.ts';
import { checkOperands } from './operand-types.ts';
import { functionName, operandsOf } from './operands.ts';
import { parse } from './parsed.ts';
import { presenceOf } from './presence.ts';
import { hidesAbsence } from './hidden-absence.ts';
import { type QuerySelector, querySelector } from './query-selector.ts';

export interface QueryReading {
  readonly selectors: readonly QuerySelector[];
  /**
   * It contains `… or vector(0)`, and returns a number because of it where no series is there; `alerts`: as a rule of an
   * alert it fires then.
   */
  readonly hidesAbsence: 'no' | 'shows' | 'alerts';
  /** Series meet in it, or get new labels: it fails where several of them become one. */
  readonly mayCollide: boolean;
  /** The expression to run on a server for a trial; undefined if only the dashboard knows what it is. */
  readonly runnable: string | undefined;
  /** The selectors that prove, by selecting nothing, that it returns nothing; undefined if it may return data. */
  readonly provenEmpty: (selectsNothing: (selector: QuerySelector) => boolean) => QuerySelector[] | undefined;
  readonly labelFlow: (labelsOf: LabelsOf) => LabelFlow;
}

const CHANGES_LABELS = new Set(['label_replace', 'label_join']);

/**
 * Reads an expression, with Grafana's variables in it or without.
 *
 * @throws {QueryError} `bad_data` if it is not PromQL; `execution` if it cannot be judged
 */
export function readQuery(text: string): QueryReading {
  const parsed = parse(text);
  checkOperands(parsed);
  const byPlace = new Map<number, QuerySelector>();
  let mayCollide = false;
  parsed.root.cursor().iterate(({ node }) => {
    if (node.name === 'VectorSelector') byPlace.set(node.from, querySelector(node, parsed));
    mayCollide ||= node.name === 'FunctionCall' && CHANGES_LABELS.has(functionName(node, parsed));
    mayCollide ||= joinsSeries(node);
  });
  const { filled } = parsed;
  return {
    selectors: [...byPlace.values()],
    hidesAbsence: hidesAbsence(parsed),
    mayCollide,
    runnable: filled.isRunnable ? filled.text : undefined,
    provenEmpty: (selectsNothing) => {
      const selectorAt = ({ from }: SyntaxNode): QuerySelector | undefined => byPlace.get(from);
      const presence = presenceOf(parsed, {
        selectsNothing: (node) => {
          const selector = selectorAt(node);
          return selector !== undefined && selectsNothing(selector);
        },
      });
      return presence.is === 'nothing'
        ? presence.because.flatMap((node) => selectorAt(node) ?? [])
        : undefined;
    },
    labelFlow: (labelsOf) => followLabels(parsed, labelsOf),
  };
}

/** An operation that fails where a series of one side meets several of the other. */
function joinsSeries(node: SyntaxNode): boolean {
  if (node.name !== 'BinaryExpr') return false;
  const isOfSets = ['And', 'Or', 'Unless'].some((operator) => node.getChild(operator));
  return !isOfSets && operandsOf(node).every(({ name }) => name !== 'NumberDurationLiteral');
}
