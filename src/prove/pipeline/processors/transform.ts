import { metricStatements, type StatementGroup } from '../../sources/collector/index.ts';
import { edited, notEvaluated } from '../ottl/edit.ts';
import { holds, type Scene } from '../ottl/evaluate.ts';
import type { Condition } from '../ottl/expression.ts';
import { parseCondition, parseStatement } from '../ottl/parse.ts';
import { OttlError } from '../ottl/tokens.ts';
import { notJudged, type Passing, type Step } from '../passing.ts';

/**
 * The processor `transform`: statements in OTTL, each on what the ones before it have made.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/transformprocessor
 */
export function transformStep(config: unknown, at: Step['path']) {
  const groups = metricStatements(config);
  return (metric: Passing): Passing => {
    if (!groups) return notJudged(metric, { path: at, text: 'its settings have another shape' });
    return groups.reduce(
      (passing, group, index) => groupApplied(passing, group, [...at, 'metric_statements', index]),
      metric,
    );
  };
}

function groupApplied(metric: Passing, group: StatementGroup, path: Step['path']): Passing {
  const { context, conditions, statements } = group;
  const scene = { metric, context };
  // One condition that holds is enough.
  const results = conditions.map((text) => evaluated(text, scene));
  const applies = conditions.length === 0 || results.includes(true);
  if (!applies && !results.includes(undefined)) return metric;
  return statements.reduce(
    (passing, text) => statementApplied(passing, { text, context, isCertain: applies }, path),
    metric,
  );
}

interface Given {
  readonly text: string;
  readonly context: string | undefined;
  /** False where a condition of the group was not evaluated. */
  readonly isCertain: boolean;
}

function statementApplied(metric: Passing, { text, context, isCertain }: Given, path: Step['path']): Passing {
  try {
    const { editor, args, where } = parseStatement(text);
    const scene = { metric, context };
    const applies = where === undefined || holds(where, scene);
    if (applies === false) return metric;
    const after = edited({ editor, args, scene, path });
    if (after === metric || (after && isCertain && applies)) return after;
  } catch (error) {
    if (!(error instanceof OttlError)) throw error;
  }
  return notEvaluated(metric, text, path);
}

function evaluated(text: string, scene: Scene): boolean | undefined {
  try {
    const condition: Condition = parseCondition(text);
    return holds(condition, scene);
  } catch (error) {
    if (error instanceof OttlError) return undefined;
    throw error;
  }
}
