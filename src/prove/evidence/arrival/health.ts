import { EXPORTED_POINTS, SDK_METRICS } from '../../../shared/catalog/index.ts';
import { type ContractMetric, expectedMetric } from '../../contract/index.ts';
import type { SeriesLabels, StoredSeries } from '../../sources/index.ts';
import { type Backend, createTranslator, type MetricKind } from '../../translate/index.ts';
import { otherNames } from './candidates.ts';

/** The exporter's own health as the backend stores it: the counter of exported data points. */
export interface StoredHealth {
  /** Name of the counter. */
  readonly prometheus: string;
  /** Time of the newest sample of the gateway that was asked, else of any of the service, in Unix milliseconds. */
  readonly newest: number;
  /** Data points of pushes that failed within the history, by `error.type`, of the same gateway. */
  readonly failed: readonly { readonly error: string; readonly points: number }[];
  readonly series: readonly StoredSeries[];
}

const { name: otlp, kind, unit, attributes, optionalAttributes } = EXPORTED_POINTS;
const METRIC: ContractMetric = { otlp, kind, unit, attributes, optionalAttributes, mayBeIdle: false };

/** Names that the counter may have: by the backend's settings first, then by other strategies. */
export function healthNames(backends: readonly Backend[]): string[] {
  const names = backends.map((backend) => expectedMetric(METRIC, createTranslator(backend)).countSeries);
  return [...new Set([...names, ...otherNames(METRIC).map(({ countSeries }) => countSeries)])];
}

/** Every name, of each part, that the exporter's own health may have in a backend: none is a metric of the service. */
export function sdkNames(backend: Backend): ReadonlySet<string> {
  const translator = createTranslator(backend);
  const metrics = SDK_METRICS.flatMap(({ name, kind, unit }) =>
    kindsOf(kind).map((kind): ContractMetric => ({
      otlp: name,
      kind,
      unit,
      attributes: [],
      mayBeIdle: false,
    })),
  );
  return new Set(
    metrics.flatMap((metric) => [
      ...expectedMetric(metric, translator).series,
      ...otherNames(metric).flatMap(({ series }) => series),
    ]),
  );
}

/** An SDK may be set to export its histograms as exponential ones. */
function kindsOf(kind: MetricKind): readonly MetricKind[] {
  return kind === 'histogram' ? [kind, 'exponentialHistogram'] : [kind];
}

/** @param own labels of the gateway that was asked */
export function healthIn(
  series: readonly StoredSeries[],
  own: SeriesLabels,
  backends: readonly Backend[],
): StoredHealth | null {
  const ours = series.filter((one) => isOf(one, own));
  const [first] = ours;
  if (!first) return null;
  const errorLabels = [
    ...backends.flatMap((backend) => expectedMetric(METRIC, createTranslator(backend)).optionalLabels),
    ...otherNames(METRIC).flatMap(({ optionalLabels }) => optionalLabels),
  ];
  const failed = new Map<string, number>();
  for (const one of ours) {
    const label = errorLabels.find((name) => one.labels[name]);
    const points = label === undefined ? 0 : rise(one);
    const error = label === undefined ? '' : (one.labels[label] ?? '');
    if (points > 0) failed.set(error, (failed.get(error) ?? 0) + points);
  }
  return {
    prometheus: first.labels['__name__'] ?? '',
    newest: Math.max(...ours.map(({ samples }) => samples.at(-1)?.at ?? 0)),
    failed: [...failed].map(([error, points]) => ({ error, points })),
    series: ours,
  };
}

/** Whether a series has these labels. */
export function isOf({ labels }: StoredSeries, own: SeriesLabels): boolean {
  return Object.entries(own).every(([key, value]) => labels[key] === value);
}

/** The sum of all rises: a fall is a restart. */
function rise({ samples }: StoredSeries): number {
  return samples.slice(1).reduce((sum, { value }, index) => {
    const before = samples[index]?.value ?? 0;
    return sum + (value >= before ? value - before : value);
  }, 0);
}
