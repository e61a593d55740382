import type { LabelText } from '../attribute-value.ts';
import type { LabelNamer } from '../label-name.ts';
import type { MetricNamer } from '../memo.ts';

/** What went wrong with a metric, a label or a series on its way into the store. */
export type FaultKind =
  | 'temporality'
  | 'metric-name'
  | 'label-name'
  | 'label-name-of-sum'
  | 'promoted-label'
  | 'series-name'
  | 'duplicate-label'
  | 'native-histogram'
  | 'limit';

/**
 * How a server treats a fault. `drop`: leaves the part out silently; `cut`: leaves it out, stores the rest and cuts the
 * connection; `reject`: leaves it out, stores the rest and responds with an error; `refuse`: stores nothing.
 */
export type Effect = 'drop' | 'cut' | 'reject' | 'refuse';

/** How Prometheus' OTLP converter works in one version with one configuration; Mimir runs the same converter. */
export interface ConverterRules {
  readonly metricName: MetricNamer;
  readonly labelText: LabelText;
  /** Of data points, and of resources in `target_info`. */
  readonly labelName: LabelNamer;
  /** Of promoted resource attributes and of scopes. */
  readonly promotedName: LabelNamer;
  /** From 3.7 on, of strategies that escape: an empty name is rejected at once. Else the store judges it. */
  readonly refusesEmptyNames: boolean;
  /** From 3.7 on the same holds for promoted attributes, whatever the strategy. */
  readonly refusesEmptyPromoted: boolean;

  /** From 3.7 to 3.9 a sum with a rejected key was left out silently, by mistake. */
  readonly dropsSums: boolean;

  /** From 3.7 on a label with an empty value is removed at once; before, only at the end. */
  readonly emptyIsAbsent: boolean;
  /** From 3.10 on an empty service name, instance id or scope attribute leaves a data point's own label alone. */
  readonly emptySharedIsAbsent: boolean;
  /** Where promoted attributes collide: the first by key (to 3.6), the first that is not empty, or the last. */
  readonly promotion: 'first by key' | 'first' | 'last';
  readonly promotes: (key: string) => boolean;
  readonly promotesScope: boolean;
  /** `__type__` and `__unit__`: the label's unit, undefined where it is left as it is. */
  readonly unitLabel: ((unit: string) => string | undefined) | null;

  /** How `le`, `quantile` and `__name__` among the attributes of a histogram or summary are treated. */
  readonly ownLabel: 'wins' | 'is a duplicate' | 'is a duplicate unless empty';
  /** To 2.55: ASCII only. */
  readonly legacyNames: boolean;
  /** From 3.7 on a series needs no name; Mimir wants one. */
  readonly nameless: boolean;
  /** A family without a name is an error, though its `_bucket`, `_count` and `_sum` are stored. */
  readonly familyNeedsName: boolean;
  readonly keepsIdentity: boolean;
  /** From 2.53 on there is no `target_info` without `job` or `instance`. */
  readonly targetInfoNeedsIdentity: boolean;

  /** Deltas: converted, stored as they are, or rejected. */
  readonly deltas: 'converted' | 'native' | 'no';
  readonly nativeHistograms: boolean;
  readonly customBuckets: boolean;

  readonly effects: Readonly<Record<FaultKind, Effect>>;
  /** The status where something is refused or rejected. */
  readonly errorStatus: number;
  readonly limits: SeriesLimits | null;
}

/** Lengths in bytes; counts include the metric's name. */
export interface SeriesLimits {
  readonly labels: number;
  readonly labelsOfInfo: number;
  readonly nameLength: number;
  readonly valueLength: number;
}
