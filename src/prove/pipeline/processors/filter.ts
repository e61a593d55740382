import { metricFilter, type NameMatch } from '../../sources/collector/index.ts';
import { holds, patternOf } from '../ottl/evaluate.ts';
import { parseCondition } from '../ottl/parse.ts';
import { OttlError } from '../ottl/tokens.ts';
import { dropped, notJudged, type Passing, type Step } from '../passing.ts';

/**
 * The processor `filter`: conditions, and the older include and exclude lists.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/filterprocessor
 */
export function filterStep(config: unknown, at: Step['path']) {
  const filter = metricFilter(config);
  return (metric: Passing): Passing => {
    if (!filter) return notJudged(metric, { path: at, text: 'its settings have another shape' });
    const path = [...at, 'metrics'];
    const { include, exclude } = filter;
    if (include?.metric_names) {
      const found = matches(include, metric.name);
      if (found === false) return dropped(metric, { path, text: 'not in include' });
      if (found === undefined) return notJudged(metric, { path, text: 'include was not evaluated' });
    }
    if (exclude?.metric_names) {
      const found = matches(exclude, metric.name);
      if (found) return dropped(metric, { path, text: 'exclude' });
      if (found === undefined) return notJudged(metric, { path, text: 'exclude was not evaluated' });
    }
    let passing = metric;
    for (const { text, context } of filter.conditions) {
      const drops = judged(text, { metric, context });
      if (drops) return dropped(metric, { path, text });
      if (drops === undefined) passing = notJudged(passing, { path, text: `${text} was not evaluated` });
    }
    return passing;
  };
}

function judged(text: string, scene: { metric: Passing; context: string | undefined }): boolean | undefined {
  try {
    return holds(parseCondition(text), scene);
  } catch (error) {
    if (error instanceof OttlError) return undefined;
    throw error;
  }
}

function matches({ match_type: type, metric_names: names }: NameMatch, name: string): boolean | undefined {
  if (type === 'expr') return undefined;
  if (type !== 'regexp') return names?.includes(name) ?? false;
  const patterns = (names ?? []).map(patternOf);
  if (patterns.some((pattern) => pattern?.test(name))) return true;
  return patterns.includes(undefined) ? undefined : false;
}
