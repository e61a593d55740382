import type { MetricResult } from '../../shared/protocol/report.ts';

/** The first few names, and how many more there are. */
export function namesOf(metrics: readonly MetricResult[], most = 3): string {
  const names = metrics.slice(0, most).map(({ prometheus }) => prometheus);
  const rest = metrics.length - names.length;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}
