import type { GatewayConfig } from './schema.ts';

/** The plugin of OpenClaw that serves its metrics for a scrape. */
export const SCRAPE_PLUGIN = 'diagnostics-prometheus';

type WaySettings = Pick<GatewayConfig, 'plugins'> & {
  readonly diagnostics: {
    readonly otel: Pick<GatewayConfig['diagnostics']['otel'], 'enabled' | 'endpoint' | 'metricsEndpoint'>;
  };
};

/** Whether a configuration is meant to push: the export is on, or an endpoint is set. */
export function asksToPush({ diagnostics: { otel } }: WaySettings): boolean {
  return otel.enabled || Boolean(otel.endpoint ?? otel.metricsEndpoint);
}

/** Whether a configuration has the plugin that serves its metrics for a scrape, and does not turn it off by its entry. */
export function hasScrapePlugin({ plugins }: WaySettings): boolean {
  const entry = plugins.entries[SCRAPE_PLUGIN];
  return entry !== undefined && entry.enabled !== false;
}
