import { effectiveEndpoint } from '../../shared/config/index.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { ConfigFile } from '../sources/index.ts';
import { type Exporter, exporter } from './exporter.ts';

/** The URL that metrics are pushed to: as the running exporter has it, else as the configuration makes it. */
export const metricsUrl = defineEvidence({
  name: 'metricsUrl',
  needs: [],
  uses: [exporter, 'config'],
  answer: ({ exporter, config }) => {
    const url = urlOf(exporter, config);
    return url ? known(url) : notKnown('the metrics URL is not known: --gateway URL or --config FILE');
  },
});

function urlOf(running: Exporter | undefined, config: ConfigFile | undefined): URL | undefined {
  const configured =
    config?.reading.ok === true
      ? effectiveEndpoint(config.reading.config.diagnostics.otel, 'metrics', {})
      : undefined;
  const href = running?.endpoint ?? (configured?.ok ? configured.url : undefined);
  return href !== undefined && URL.canParse(href) ? new URL(href) : undefined;
}

/** Host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}
