import type { ManifestObject, RelabelRule, ScrapeLimits } from '../../sources/index.ts';

/** Port of an OpenClaw gateway, unless its configuration sets another. */
export const GATEWAY_PORT = 18_789;

/** What listens on a scraped port: the gateway itself, a collector's page for Prometheus, or something not known. */
export type Scraped = 'gateway' | 'collector' | 'unknown';

/** How a Prometheus is set to scrape one endpoint. */
export interface ScrapeSettings {
  /** For people: `ServiceMonitor openclaw/openclaw`, or `scrape job openclaw`. */
  readonly name: string;
  /** Name of its scrape pool in Prometheus. */
  readonly pool: string;
  /** Where it is written, for evidence. */
  readonly source: string;
  /** The object that holds it, and its path there; undefined where it was read from a running Prometheus. */
  readonly at: { readonly object: ManifestObject; readonly path: readonly (string | number)[] } | undefined;
  readonly of: Scraped;
  readonly path: string;
  readonly hasCredentials: boolean;
  readonly honorLabels: boolean;
  readonly relabelings: readonly RelabelRule[];
  readonly metricRelabelings: readonly RelabelRule[];
  readonly limits: ScrapeLimits;
  /** Value of `job`, where it is known before relabelling. */
  readonly job: string | undefined;
}

/** Whether relabelling of the target may change a label, so that what is set beside it decides nothing. */
export function relabels(rules: readonly RelabelRule[], label: string): boolean {
  return rules.some(
    ({ action, target_label: target }) =>
      target === label || target.includes('$') || action === 'labelmap' || action === 'labeldrop',
  );
}
