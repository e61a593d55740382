import { goExpand } from '../../../shared/text/go-regexp.ts';
import { type MetricsTransform, metricsTransforms } from '../../sources/collector/index.ts';
import { renamed, withKey, withoutKeys } from '../keys.ts';
import { patternOf } from '../ottl/evaluate.ts';
import { ANY, notJudged, type Passing, type Step } from '../passing.ts';

/**
 * The processor `metricstransform`.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/metricstransformprocessor
 */
export function metricsTransformStep(config: unknown, at: Step['path']) {
  const transforms = metricsTransforms(config);
  return (metric: Passing): Passing => {
    if (!transforms) return notJudged(metric, { path: at, text: 'its settings have another shape' });
    return transforms.reduce(
      (passing, transform, index) => transformed(passing, transform, [...at, 'transforms', index]),
      metric,
    );
  };
}

function transformed(metric: Passing, transform: MetricsTransform, path: Step['path']): Passing {
  const { include, match_type: type, action, new_name: newName } = transform;
  if (!include) return notJudged(metric, { path, text: 'it has no include' });
  const pattern = type === 'regexp' ? patternOf(include) : undefined;
  if (type === 'regexp' && !pattern) return notJudged(metric, { path, text: `the pattern ${include}` });
  const found = pattern?.exec(metric.name);
  if (pattern ? !found : include !== metric.name) return metric;
  // A copy leaves the metric itself as it is.
  if (action === 'insert') return metric;
  if (Object.keys(transform.experimental_match_labels ?? {}).length > 0)
    return notJudged(metric, { path, text: 'experimental_match_labels was not evaluated' });
  if (action !== 'update' && action !== 'combine')
    return notJudged(metric, { path, text: `the action ${action} is not read` });
  if (transform.submatch_case) return notJudged(metric, { path, text: 'submatch_case was not evaluated' });
  const name = newName ? (found ? goExpand(newName, found) : newName) : metric.name;
  // The named groups of a combined metric become labels.
  const grouped = action === 'combine' ? Object.keys(found?.groups ?? {}) : [];
  const first = grouped.reduce(
    (each, key) => withKey(each, 'attributes', key, ANY, path),
    renamed(metric, name, path),
  );
  return (transform.operations ?? []).reduce(
    (passing, operation, index) => operated(passing, operation, [...path, 'operations', index]),
    first,
  );
}

type Operation = NonNullable<MetricsTransform['operations']>[number];

function operated(metric: Passing, operation: Operation, path: Step['path']): Passing {
  const { action, label, new_label: newLabel, new_value: value, label_set: kept } = operation;
  switch (action) {
    case 'add_label':
      return newLabel ? withKey(metric, 'attributes', newLabel, value ?? ANY, path) : metric;
    case 'update_label': {
      const own = label ? metric.attributes.get(label) : undefined;
      if (!label || own === undefined || !newLabel || newLabel === label) return metric;
      const moved = withKey(metric, 'attributes', newLabel, own, path);
      return withoutKeys(moved, 'attributes', (key) => key === label, path);
    }
    case 'aggregate_labels':
      return withoutKeys(metric, 'attributes', (key) => !(kept ?? []).includes(key), path);
    // These change values, or drop a part of the points.
    case 'aggregate_label_values':
    case 'delete_label_value':
    case 'toggle_scalar_data_type':
    case 'experimental_scale_value':
      return metric;
    default:
      return notJudged(metric, { path, text: `the operation ${action} is not read` });
  }
}
