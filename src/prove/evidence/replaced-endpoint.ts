import { maskUrl } from '../../shared/text/secrets.ts';
import { endpointOf, readsSignalVariables } from '../../shared/openclaw/index.ts';
import { defineEvidence, known } from '../engine/define-evidence.ts';
import { configuration } from './configuration.ts';
import { processEnvironment } from './environment-variable.ts';
import { exporter } from './exporter.ts';
import { openclawRelease } from './openclaw-release.ts';

/** The variable that replaces the endpoint of the configuration in releases that read it. */
export const METRICS_ENDPOINT_VARIABLE = 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT';

/** The URL of the variable in place of that of the configuration, neither with what may be a credential. */
export interface ReplacedEndpoint {
  /** As the pushes have it: the variable is used as it is. */
  readonly url: string;
  readonly configured: string;
  /** Whether the release of the manifests is known to read the variable. */
  readonly isCertain: boolean;
}

/**
 * Whether a variable sends the metrics to another URL than the configuration: undefined where it does not, or where
 * the running exporter shows that it does not.
 */
export const replacedEndpoint = defineEvidence({
  name: 'replacedEndpoint',
  needs: [configuration, processEnvironment],
  uses: [exporter, openclawRelease],
  answer: ({ configuration, processEnvironment: { variables }, exporter, openclawRelease: release }) => {
    const none = known<ReplacedEndpoint | undefined>(undefined);
    const value = variables[METRICS_ENDPOINT_VARIABLE]?.trim() ?? '';
    const { otel } = configuration.diagnostics;
    const readsVariables = readsSignalVariables(release?.target);
    if (value === '' || otel.metricsEndpoint || readsVariables === false) return none;
    const configured = endpointOf(release?.target, otel, 'metrics', {});
    if (!configured.ok || isSameUrl(value, configured.url)) return none;
    if (exporter?.endpoint && isSameUrl(exporter.endpoint, configured.url)) return none;
    return known<ReplacedEndpoint | undefined>({
      url: maskUrl(URL.canParse(value) ? new URL(value).href : value),
      configured: maskUrl(configured.url),
      isCertain: readsVariables === true,
    });
  },
});

export function isSameUrl(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href;
}

/** Why the way of the configuration's endpoint is not judged. */
export function replacedText({ url, isCertain }: ReplacedEndpoint): string {
  const may = isCertain ? 'replaces' : 'may replace';
  return `${METRICS_ENDPOINT_VARIABLE} ${may} the endpoint of the configuration by ${url}`;
}
