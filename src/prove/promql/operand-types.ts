import { operandsOf } from './operands.ts';
import type { Parsed } from './parsed.ts';
import { QueryError } from './query-error.ts';

/**
 * Rejects what the grammar takes and the type check of Prometheus does not: a text as an operand.
 *
 * @throws {QueryError} `bad_data`, or `execution` for a range over an expression, which MetricsQL takes as a subquery
 */
export function checkOperands({ root }: Pick<Parsed, 'root'>): void {
  root.cursor().iterate(({ node }) => {
    if (node.name === 'BinaryExpr' && operandsOf(node).some(({ name }) => name === 'StringLiteral'))
      throw new QueryError('bad_data', 'a text is no operand of an operation');
    if (node.name === 'MatrixSelector' && node.firstChild?.name !== 'VectorSelector')
      throw new QueryError('execution', 'a range over an expression is MetricsQL; PromQL needs [5m:]');
  });
}
