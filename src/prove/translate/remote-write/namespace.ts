import type { MetricNamer } from '../memo.ts';
import { startMetricName } from '../prometheus/metric-name.ts';

/** A word that is no unit and no suffix, in place of the namespace while the rest of the name is built. */
const HOLDER = 'Namespace0';

/** Names with a namespace before them, as the collector's exporters to Prometheus make them. */
export function withNamespace(namespace: string, namer: MetricNamer, escapes: boolean): MetricNamer {
  if (namespace === '') return namer;
  if (!escapes) return (name, kind, unit) => namer(`${namespace}_${name}`, kind, unit);
  return (name, kind, unit) =>
    startMetricName(`${namespace}${namer(`${HOLDER} ${name}`, kind, unit).slice(HOLDER.length)}`);
}
