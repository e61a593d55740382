import { effectiveEndpoint, maskUrl } from '../../../shared/config/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import type { ConfigFile } from '../../sources/index.ts';
import type { Fix } from '../../engine/outcome.ts';
import { configEvidence, locate, setInConfig } from '../../fix/config.ts';

/** There is an endpoint, and it makes a metrics URL. */
export const configMetricsUrl = defineCheck({
  id: 'TL104',
  link: 'config',
  title: 'Endpoint makes a metrics URL',
  proves: 'diagnostics.otel.endpoint is set and, with /v1/metrics behind it, a URL to push to',
  explain:
    'The endpoint is a base: /v1/metrics is appended unless a signal path ends it already. Without one the ' +
    "environment's OTEL_EXPORTER_OTLP_ENDPOINT is used; without that too, nothing can be sent. For Prometheus the " +
    'base is http://HOST:9090/api/v1/otlp.',
  severity: 'error',
  modes: [5, 6],
  needs: ['config'],
  uses: ['environment'],
  dependsOn: ['TL101'],
  run: async ({ config, environment }) => {
    if (!config.reading.ok) return fail('the configuration is not valid', []);
    const { otel } = config.reading.config.diagnostics;
    const path = ['diagnostics', 'otel', 'endpoint'];
    const seen = await environment?.read();
    const endpoint = effectiveEndpoint(otel, 'metrics', seen?.variables ?? {});
    if (endpoint.ok) {
      const shown = maskUrl(endpoint.url);
      const wrong = wrongPath(endpoint.url);
      if (wrong !== undefined) {
        return fail(
          `${endpoint.from} makes ${shown}: ${wrong}`,
          [configEvidence(config, `${endpoint.from} gives ${shown}`)],
          {
            location: locate(config, path),
            modes: [6],
            affects: ['every push: no receiver has that path'],
            fix: mended(config, otel.endpoint),
          },
        );
      }
      return pass(shown, [configEvidence(config, `${endpoint.from} gives ${shown}`)]);
    }
    const variable = config.reading.unset.find((unset) => unset.path.join('.') === path.join('.'));
    if (variable)
      return unknown(`depends on the environment variable ${variable.variable}, which is set elsewhere`);
    const hidden = seen?.elsewhere['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? seen?.unread?.[0];
    if (!otel.endpoint && hidden !== undefined)
      return unknown(`depends on OTEL_EXPORTER_OTLP_ENDPOINT, which ${hidden} may set`);
    if (!otel.endpoint && !seen) {
      return fail(
        'no endpoint, unless OTEL_EXPORTER_OTLP_ENDPOINT is set in its environment',
        [configEvidence(config, 'diagnostics.otel.endpoint is not set')],
        {
          location: locate(config, path),
          modes: [5],
          affects: ['the exporter does not start'],
          fix: {
            kind: 'manual',
            text: 'set diagnostics.otel.endpoint to the receiver, such as http://prometheus:9090/api/v1/otlp',
          },
        },
      );
    }
    return fail(endpoint.problem, [configEvidence(config, endpoint.problem)], {
      location: locate(config, path),
      modes: [otel.endpoint ? 6 : 5],
      affects: ['the exporter does not start'],
      fix: { kind: 'manual', text: endpoint.problem },
    });
  },
});

/** Only the first of several signal paths is meant, and metrics belong to none of another signal. */
function wrongPath(href: string): string | undefined {
  const { pathname } = new URL(href);
  if (/\/v1\/(?:metrics|traces|logs)\/+v1\/metrics$/.test(pathname)) return 'the signal path is in it twice';
  const other = /\/v1\/(traces|logs)$/.exec(pathname)?.[1];
  return other && `metrics are pushed to the path of ${other}`;
}

function mended(config: ConfigFile, endpoint: string | undefined): Fix {
  const text = 'give the base of the receiver, without /v1/metrics';
  if (endpoint === undefined) return { kind: 'manual', text: `${text}, in OTEL_EXPORTER_OTLP_ENDPOINT` };
  const base = endpoint.replace(/(?:\/+v1\/(?:metrics|traces|logs))+\/*$/, '');
  return setInConfig(config, text, [[['diagnostics', 'otel', 'endpoint'], base]]);
}
