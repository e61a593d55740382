import {
  type AttributeAction,
  attributesProcessor,
  type MetricMatch,
} from '../../sources/collector/index.ts';
import { type MapName, withKey, withoutKeys } from '../keys.ts';
import { patternOf } from '../ottl/evaluate.ts';
import { ANY, type Known, notJudged, type Passing, type Step } from '../passing.ts';

/** The processors `attributes`, on data points, and `resource`. */
export function attributesStep(config: unknown, map: MapName, at: Step['path']) {
  const parsed = attributesProcessor(config);
  return (metric: Passing): Passing => {
    if (!parsed) return notJudged(metric, { path: at, text: 'its settings have another shape' });
    const { include, exclude } = parsed;
    const included = include ? matches(include, metric) : true;
    const excluded = exclude ? matches(exclude, metric) : false;
    if (included === false || excluded === true) return metric;
    const list = map === 'resource' ? 'attributes' : 'actions';
    const actions = parsed[list] ?? [];
    if (included === undefined || excluded === undefined) {
      const touches = actions.some(({ action }) => action !== 'insert');
      return touches
        ? notJudged(metric, { path: at, text: 'its include or exclude was not evaluated' })
        : metric;
    }
    return actions.reduce(
      (passing, action, index) => acted(passing, action, map, [...at, list, index]),
      metric,
    );
  };
}

/** Undefined where more than the metric's name decides. */
function matches(match: MetricMatch, { name }: Passing): boolean | undefined {
  const { metric_names: names, match_type: type } = match;
  if (match.attributes || match.resources || match.services) return undefined;
  if (!names) return true;
  if (type !== 'regexp') return names.includes(name);
  const patterns = names.map(patternOf);
  if (patterns.some((pattern) => pattern?.test(name))) return true;
  return patterns.includes(undefined) ? undefined : false;
}

function acted(metric: Passing, action: AttributeAction, map: MapName, path: Step['path']): Passing {
  const { key } = action;
  const own = metric[map];
  switch (action.action.toLowerCase()) {
    case 'delete': {
      const pattern = action.pattern ? patternOf(action.pattern) : undefined;
      if (action.pattern && !pattern)
        return notJudged(metric, { path, text: `the pattern ${action.pattern}` });
      return withoutKeys(metric, map, (name) => name === key || pattern?.test(name) === true, path);
    }
    case 'insert':
      // Where more attributes may be there, the key may be one of them, with its own value.
      return !key || own.has(key)
        ? metric
        : withKey(metric, map, key, given(metric, action, map, metric.isOpen), path);
    case 'update':
      return key && own.has(key)
        ? withKey(metric, map, key, given(metric, action, map, false), path)
        : metric;
    case 'upsert':
      return key ? withKey(metric, map, key, given(metric, action, map, false), path) : metric;
    case 'hash':
    case 'convert':
      return key && own.has(key) ? withKey(metric, map, key, ANY, path) : metric;
    case 'extract':
      // It adds attributes by the groups of its pattern.
      return metric;
    default:
      return notJudged(metric, { path, text: `the action ${action.action} is not read` });
  }
}

function given(metric: Passing, action: AttributeAction, map: MapName, isOpen: boolean): Known {
  if (action.from_context) return ANY;
  if (action.from_attribute) return metric[map].get(action.from_attribute) ?? ANY;
  const { value } = action;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain && !isOpen ? value : ANY;
}
