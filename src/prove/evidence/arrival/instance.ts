/**
 * The labels that hold `service.instance.id`: Prometheus' and Mimir's; that of a server which stores resource attributes
 * as labels (VictoriaMetrics with Prometheus' naming); and the raw key (VictoriaMetrics, or names in UTF-8).
 */
export const INSTANCE_LABELS = ['instance', 'service_instance_id', 'service.instance.id'] as const;

/** The instance that a series is of; undefined where no label says it. */
export function instanceOf(labels: Readonly<Record<string, string>>): string | undefined {
  const label = INSTANCE_LABELS.find((name) => labels[name]);
  return label === undefined ? undefined : labels[label];
}
