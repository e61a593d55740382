import { goExpand } from '../../../shared/text/go-regexp.ts';
import { renamed, withKey, withoutKeys } from '../keys.ts';
import { ANY, changed, type Known, notJudged, type Passing, type Step } from '../passing.ts';
import { patternOf, type Scene, valueOf } from './evaluate.ts';
import type { Expression } from './expression.ts';
import { placeOf, TEMPORALITY_NAMES } from './place.ts';

/** A statement's function on one metric. */
export interface Edit {
  readonly editor: string;
  readonly args: readonly Expression[];
  readonly scene: Scene;
  readonly path: Step['path'];
}

/** Functions that only add metrics, or only change values. */
const HARMLESS = new Set([
  'truncate_all',
  'copy_metric',
  'extract_count_metric',
  'extract_sum_metric',
  'convert_summary_count_val_to_sum',
  'convert_summary_sum_val_to_sum',
  'convert_summary_quantile_val_to_gauge',
  'merge_histogram_buckets',
  'aggregate_on_attribute_value',
]);

/** What the function makes of the metric; undefined where that is not known. */
export function edited(edit: Edit): Passing | undefined {
  const { editor, args, scene, path } = edit;
  const { metric } = scene;
  if (HARMLESS.has(editor)) return metric;
  const text = (at: number): string | undefined => {
    const value = args[at] ? valueOf(args[at], scene) : ANY;
    return typeof value === 'string' ? value : undefined;
  };
  const [target] = args;
  if (editor === 'aggregate_on_attributes') return aggregated(metric, args[1], path);
  if (editor === 'convert_sum_to_gauge') {
    const isSum = metric.kind === 'counter' || metric.kind === 'updown';
    return isSum ? toKind(metric, 'gauge', path) : metric;
  }
  if (editor === 'convert_exponential_histogram_to_histogram')
    return metric.kind === 'exponentialHistogram' ? toKind(metric, 'histogram', path) : metric;
  if (editor === 'convert_gauge_to_sum') return toSum(metric, text(0), args[1], path);
  if (editor === 'scale_metric') {
    const unit = args[1] ? text(1) : metric.unit;
    return unit === undefined ? undefined : toUnit(metric, unit, path);
  }
  const place = target && placeOf(target, scene.context);
  if (!place) return undefined;
  if (place.of === 'nothing') return metric;
  if (editor === 'set') return args[1] && setAt(edit, valueOf(args[1], scene));
  if (editor === 'replace_pattern') return replaced(edit, text(1), text(2));
  if (place.of !== 'attributes' && place.of !== 'resource') return undefined;
  const map = place.of;
  if (editor === 'replace_all_patterns' && text(1) === 'value') return withoutValues(metric, map);
  if (editor === 'replace_all_matches') return withoutValues(metric, map);
  if (place.key !== undefined) return undefined;
  if (editor === 'delete_key') {
    const key = text(1);
    return key === undefined ? undefined : withoutKeys(metric, map, (own) => own === key, path);
  }
  if (editor === 'keep_keys') {
    const kept = textsOf(args[1]);
    return kept && withoutKeys(metric, map, (own) => !kept.includes(own), path);
  }
  const pattern = patternOf(text(1) ?? '(');
  if (editor === 'delete_matching_keys')
    return pattern && withoutKeys(metric, map, (own) => pattern.test(own), path);
  if (editor === 'keep_matching_keys')
    return pattern && withoutKeys(metric, map, (own) => !pattern.test(own), path);
  return undefined;
}

function setAt({ args, scene, path }: Edit, value: Known): Passing | undefined {
  const { metric } = scene;
  const place = args[0] && placeOf(args[0], scene.context);
  switch (place?.of) {
    case 'name':
      return typeof value === 'string' ? renamed(metric, value, path) : undefined;
    case 'unit':
      return typeof value === 'string' ? toUnit(metric, value, path) : undefined;
    case 'temporality':
      return toTemporality(metric, value, path);
    case 'monotonic':
      if (metric.kind !== 'counter' && metric.kind !== 'updown') return metric;
      return typeof value === 'boolean' ? toKind(metric, value ? 'counter' : 'updown', path) : undefined;
    case 'attributes':
    case 'resource':
      // A value of nil sets nothing.
      if (place.key === undefined) return undefined;
      return value === null ? metric : withKey(metric, place.of, place.key, value, path);
    case 'nothing':
      return metric;
    case 'kind':
    case 'scope name':
    case 'scope version':
    case undefined:
      return undefined;
  }
}

function replaced({ args, scene, path }: Edit, pattern = '(', by?: string): Passing | undefined {
  const { metric } = scene;
  const place = args[0] && placeOf(args[0], scene.context);
  const compiled = patternOf(pattern);
  if (!compiled || by === undefined) return undefined;
  if (place?.of === 'name') {
    const all = new RegExp(compiled.source, `${compiled.flags}g`);
    let name = '';
    let end = 0;
    for (const found of metric.name.matchAll(all)) {
      name += metric.name.slice(end, found.index) + goExpand(by, found);
      end = found.index + found[0].length;
    }
    name += metric.name.slice(end);
    return renamed(metric, name, path);
  }
  if ((place?.of === 'attributes' || place?.of === 'resource') && place.key !== undefined) {
    if (!metric[place.of].has(place.key)) return metric;
    return withKey(metric, place.of, place.key, ANY, path);
  }
  return undefined;
}

function withoutValues(metric: Passing, map: 'attributes' | 'resource'): Passing {
  return { ...metric, [map]: new Map([...metric[map].keys()].map((key) => [key, ANY] as const)) };
}

function aggregated(metric: Passing, keys: Expression | undefined, path: Step['path']): Passing | undefined {
  const kept = keys ? textsOf(keys) : undefined;
  return kept && withoutKeys(metric, 'attributes', (own) => !kept.includes(own), path);
}

function textsOf(list: Expression | undefined): string[] | undefined {
  if (list?.type !== 'list') return undefined;
  const texts = list.items.flatMap((item) =>
    item.type === 'literal' && typeof item.value === 'string' ? [item.value] : [],
  );
  return texts.length === list.items.length ? texts : undefined;
}

function toKind(metric: Passing, kind: Passing['kind'], path: Step['path']): Passing {
  if (kind === metric.kind) return metric;
  return changed(metric, { kind }, { path, text: `turns it from ${metric.kind} to ${kind}` });
}

function toUnit(metric: Passing, unit: string, path: Step['path']): Passing {
  if (unit === metric.unit) return metric;
  return changed(metric, { unit }, { path, text: `changes its unit from "${metric.unit}" to "${unit}"` });
}

function toSum(
  metric: Passing,
  temporality: string | undefined,
  monotonic: Expression | undefined,
  path: Step['path'],
): Passing | undefined {
  if (metric.kind !== 'gauge') return metric;
  if (monotonic?.type !== 'literal' || (temporality !== 'cumulative' && temporality !== 'delta'))
    return undefined;
  return { ...toKind(metric, monotonic.value === true ? 'counter' : 'updown', path), temporality };
}

const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;

function toTemporality(metric: Passing, value: Known, path: Step['path']): Passing | undefined {
  if (metric.kind === 'gauge' || metric.kind === 'summary') return metric;
  const temporality = TEMPORALITIES.find(
    (each, number) => value === number || value === TEMPORALITY_NAMES[each],
  );
  if (!temporality) return undefined;
  return temporality === metric.temporality
    ? metric
    : changed(metric, { temporality }, { path, text: `makes it ${temporality}` });
}

/** The same metric, with a note that the part of the configuration was not evaluated. */
export function notEvaluated(metric: Passing, text: string, path: Step['path']): Passing {
  return notJudged(metric, { path, text: `${text} was not evaluated` });
}
