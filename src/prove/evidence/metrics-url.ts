import { effectiveEndpoint } from '../../shared/config/index.ts';
import type { ConfigFile } from '../sources/index.ts';
import type { Exporter } from './exporter.ts';

/** The URL that metrics are pushed to: as the running exporter says, else as the configuration makes it. */
export function metricsUrl(exporter: Exporter | undefined, config: ConfigFile | undefined): URL | undefined {
  const fromConfig =
    config?.reading.ok === true
      ? effectiveEndpoint(config.reading.config.diagnostics.otel, 'metrics', {})
      : undefined;
  const href = exporter?.endpoint ?? (fromConfig?.ok ? fromConfig.url : undefined);
  return href !== undefined && URL.canParse(href) ? new URL(href) : undefined;
}

/** Host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}
