import { endpointOf } from '../../shared/openclaw/index.ts';
import { maskUrl } from '../../shared/text/secrets.ts';
import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import type { Evidence } from '../engine/outcome.ts';
import { configuration } from './configuration.ts';
import { exporter } from './exporter.ts';
import { openclawRelease } from './openclaw-release.ts';

/** The URL that metrics are pushed to: as the running exporter has it, else as the configuration makes it. */
export const metricsUrl = defineEvidence({
  name: 'metricsUrl',
  needs: [],
  uses: [exporter, configuration, openclawRelease],
  answer: ({ exporter, configuration, openclawRelease: release }) => {
    const configured =
      configuration && endpointOf(release?.target, configuration.diagnostics.otel, 'metrics', {});
    const href = exporter?.endpoint ?? (configured?.ok ? configured.url : undefined);
    if (href === undefined || !URL.canParse(href))
      return notKnown('the metrics URL is not known: --gateway URL or --config FILE');
    const url = new URL(href);
    // A variable that is not known here parses as a name.
    return url.hostname.includes('${')
      ? notKnown('the host of the metrics URL is in a variable that is not known: --gateway URL')
      : known(url);
  },
});

/** The metrics URL as evidence; a password in it is not shown. */
export function urlEvidence(url: URL): Evidence {
  return { source: 'metrics URL', saw: maskUrl(url.href) };
}

/** Host without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
}
