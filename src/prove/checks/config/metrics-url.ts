import { endpointOf } from '../../../shared/openclaw/index.ts';
import { maskUrl } from '../../../shared/text/secrets.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Fix, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { configEvidence, endpointPath, endpointSetting, locate } from '../../evidence/config-location.ts';
import { configuration, configurationReading } from '../../evidence/configuration.ts';
import { processEnvironment } from '../../evidence/environment-variable.ts';
import { openclawRelease } from '../../evidence/openclaw-release.ts';
import { setInConfig } from '../../fix/set-in-config.ts';
import type { ConfigFile } from '../../sources/index.ts';

/** There is an endpoint, and it makes a metrics URL. */
export const configMetricsUrl = defineCheck({
  id: 'TL104',
  link: 'config',
  title: 'Endpoint makes a metrics URL',
  proves: 'diagnostics.otel.endpoint is set and, with /v1/metrics appended, is a URL to push to',
  explain:
    'The endpoint is a base: the exporter appends /v1/metrics, unless the endpoint ends in a signal path already. ' +
    "diagnostics.otel.metricsEndpoint is the exact URL of the metrics, and wins. Without an endpoint the environment's OTEL_EXPORTER_OTLP_ENDPOINT is used; without both, nothing can be sent. " +
    'For Prometheus the base is http://HOST:9090/api/v1/otlp.',
  severity: 'error',
  modes: [5, 6],
  onlyPushed: true,
  needs: ['config', configuration, configurationReading],
  uses: [processEnvironment, openclawRelease],
  dependsOn: ['TL101'],
  run: (context) => {
    const { config, configuration, processEnvironment: environment } = context;
    const target = context.openclawRelease?.target;
    const { otel } = configuration.diagnostics;
    const isSet = Boolean(otel.metricsEndpoint ?? otel.endpoint);
    const location = locate(config, endpointPath(config));
    const endpoint = endpointOf(target, otel, 'metrics', environment?.variables ?? {});
    if (endpoint.ok) {
      const shown = maskUrl(endpoint.url);
      const evidence: Judged = [configEvidence(config, `${endpoint.from} gives ${shown}`)];
      const wrong = wrongPath(endpoint.url);
      if (wrong === undefined) return pass(shown, evidence);
      return fail(`${endpoint.from} gives the URL ${shown}: ${wrong}`, evidence, {
        location,
        modes: [6],
        affects: ['every push: no receiver has that path'],
        fix: withoutSignalPath(config, otel.metricsEndpoint ?? otel.endpoint),
      });
    }
    const variable = context.configurationReading.reading.unset.find(
      (unset) => unset.path.join('.') === endpointPath(config).join('.'),
    );
    if (variable)
      return unknown(`depends on the environment variable ${variable.variable}, which is set elsewhere`);
    const hidden = environment?.elsewhere['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? environment?.unread?.[0];
    if (!isSet && hidden !== undefined)
      return unknown(`depends on OTEL_EXPORTER_OTLP_ENDPOINT, which ${hidden} may set`);
    if (!isSet && target?.product === 'openclaw')
      return unknown(
        `no endpoint is set, and OpenClaw then pushes to ${DEFAULT_BASE}: a collector has to be there`,
      );
    const affects = ['the exporter does not start'];
    if (!isSet && !environment) {
      const evidence: Judged = [configEvidence(config, 'diagnostics.otel.endpoint is not set')];
      return fail('there is no endpoint, unless the environment sets OTEL_EXPORTER_OTLP_ENDPOINT', evidence, {
        location,
        modes: [5],
        affects,
        fix: {
          kind: 'manual',
          text: 'set diagnostics.otel.endpoint to the receiver, such as http://prometheus:9090/api/v1/otlp',
        },
      });
    }
    return fail(endpoint.problem, [configEvidence(config, endpoint.problem)], {
      location,
      modes: [isSet ? 6 : 5],
      affects,
      fix: { kind: 'manual', text: endpoint.problem },
    });
  },
});

/** Where OpenClaw's exporter pushes to without an endpoint. */
const DEFAULT_BASE = 'http://localhost:4318';

/** Why no receiver has the path: it holds two signal paths, or that of another signal. */
function wrongPath(href: string): string | undefined {
  const { pathname } = new URL(href);
  if (/\/v1\/(?:metrics|traces|logs)\/+v1\/metrics$/.test(pathname))
    return 'it contains the signal path twice';
  const other = /\/v1\/(traces|logs)$/.exec(pathname)?.[1];
  return other && `metrics are pushed to the path of ${other}`;
}

function withoutSignalPath(config: ConfigFile, endpoint: string | undefined): Fix {
  const text = 'give the base of the receiver, without /v1/metrics';
  if (endpoint === undefined) return { kind: 'manual', text: `${text}, in OTEL_EXPORTER_OTLP_ENDPOINT` };
  const base = endpoint.replace(/(?:\/+v1\/(?:metrics|traces|logs))+\/*$/, '');
  const [path, value] = endpointSetting(config, base);
  const isExact = path.at(-1) === 'metricsEndpoint';
  return setInConfig(config, isExact ? 'give the URL that receives metrics' : text, [[path, value]]);
}
