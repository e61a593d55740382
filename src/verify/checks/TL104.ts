import { effectiveEndpoint, maskUrl } from '../../config/index.ts';
import { defineCheck } from '../define-check.ts';
import { fail, pass, unknown } from '../outcome.ts';
import { configEvidence, locate } from './config-facts.ts';

/** There is an endpoint, and it makes a metrics URL. */
export const TL104 = defineCheck({
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
  uses: ['gateway'],
  dependsOn: ['TL101'],
  run: async ({ config, gateway }) => {
    if (!config.reading.ok) return fail('the configuration is not valid', []);
    const { otel } = config.reading.config.diagnostics;
    const path = ['diagnostics', 'otel', 'endpoint'];
    const status = await gateway?.status();
    const env = status?.ok ? status.value.environment : {};
    const endpoint = effectiveEndpoint(otel, 'metrics', env);
    if (endpoint.ok) {
      const shown = maskUrl(endpoint.url);
      return pass(shown, [configEvidence(config, `${endpoint.from} gives ${shown}`)]);
    }
    const variable = config.reading.unset.find((unset) => unset.path.join('.') === path.join('.'));
    if (variable)
      return unknown(`depends on the environment variable ${variable.variable}, which is set elsewhere`);
    if (otel.endpoint === undefined && !status?.ok) {
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
      modes: [otel.endpoint === undefined ? 5 : 6],
      affects: ['the exporter does not start'],
      fix: { kind: 'manual', text: endpoint.problem },
    });
  },
});
