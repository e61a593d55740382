/** Languages of queries that look like PromQL and are not. */
export type OtherLanguage = 'LogQL' | 'MetricsQL';

/** What follows the selector of streams in LogQL: a filter of lines, or a parser. */
const LOG_PIPELINE = /\}\s*(?:(?:\|=|\|~|!=|!~|\|>|!>)\s*["`$]|\|\s*[a-z_]\w*)/i;

/** Functions of MetricsQL that PromQL has not. */
const METRICSQL_FUNCTIONS = [
  'aggr_over_time',
  'alias',
  'any',
  'ascent_over_time',
  'bottomk_(?:avg|last|max|median|min)',
  'buckets_limit',
  'count_(?:eq|gt|le|ne|values)_over_time',
  'decreases_over_time',
  'default_rollup',
  'descent_over_time',
  'distinct_over_time',
  'first_over_time',
  'geomean',
  'histogram_over_time',
  'increases_over_time',
  'increase_(?:prometheus|pure)',
  'integrate',
  'interpolate',
  'keep_(?:last|next)_value',
  'label_(?:copy|del|keep|lowercase|map|match|mismatch|move|set|transform|uppercase|value)',
  'lag',
  'lifetime',
  'limit_offset',
  'median',
  'median_over_time',
  'mode',
  'outliers(?:_iqr|_mad|k)',
  'prometheus_buckets',
  'quantiles(?:_over_time)?',
  'range_(?:avg|first|last|max|median|min|mad|normalize|quantile|stddev|sum|zscore)',
  'rate_over_sum',
  'remove_resets',
  'rollup(?:_\\w+)?',
  'running_(?:avg|max|min|sum)',
  'share(?:_\\w+)?',
  'smooth_exponential',
  'sum2',
  'topk_(?:avg|last|max|median|min)',
  'tmax_over_time',
  'tmin_over_time',
  'ttf',
  'union',
  'vmrange',
  'zscore',
].join('|');

const METRICSQL = new RegExp(
  `^\\s*WITH\\s*\\(|\\bkeep_metric_names\\b|[)\\]}\\w]\\s+(?:default|if|ifnot)\\s+[\\w({"-]|\\b(?:${METRICSQL_FUNCTIONS})\\s*\\(`,
  'i',
);

/** The language of an expression that is no PromQL; undefined where nothing shows it. */
export function otherLanguage(expression: string): OtherLanguage | undefined {
  if (LOG_PIPELINE.test(expression)) return 'LogQL';
  return METRICSQL.test(expression) ? 'MetricsQL' : undefined;
}
