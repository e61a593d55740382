import { maskUrl } from '../../../shared/text/secrets.ts';
import { endpointOf, readsSignalVariables } from '../../../shared/openclaw/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown, warn } from '../../engine/outcome.ts';
import { configEvidence } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { processEnvironment, unsetFix, variableEvidence } from '../../evidence/environment-variable.ts';
import { openclawRelease } from '../../evidence/openclaw-release.ts';
import {
  isSameUrl,
  METRICS_ENDPOINT_VARIABLE as VARIABLE,
  replacedEndpoint,
} from '../../evidence/replaced-endpoint.ts';

/** No variable for metrics alone replaces the endpoint of the configuration. */
export const configSignalEndpoint = defineCheck({
  id: 'TL110',
  link: 'config',
  title: 'Environment keeps the endpoint',
  proves: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is not set, or names the metrics URL of the configuration',
  explain:
    'In OpenClaw from 2026.4.25 on, OTEL_EXPORTER_OTLP_METRICS_ENDPOINT wins over diagnostics.otel.endpoint, and is used ' +
    'as it is: no /v1/metrics is appended. OTEL_EXPORTER_OTLP_ENDPOINT does not: the configuration wins over it. Metrics ' +
    'then go to another server, or to another path of the same one. Remove the variable, or set ' +
    'diagnostics.otel.metricsEndpoint, which wins over both.',
  severity: 'error',
  modes: [6],
  onlyPushed: true,
  needs: ['config', configuration, processEnvironment, replacedEndpoint],
  uses: [openclawRelease],
  dependsOn: ['TL101'],
  run: (context) => {
    const { config, configuration, processEnvironment: seen, openclawRelease: release } = context;
    const { replacedEndpoint: replaced } = context;
    const value = seen.variables[VARIABLE]?.trim() ?? '';
    const evidence: Judged = [variableEvidence(seen, VARIABLE)];
    if (value === '') {
      const hidden = seen.elsewhere[VARIABLE] ?? seen.unread?.[0];
      return hidden === undefined
        ? pass('no variable replaces the endpoint', evidence)
        : unknown(`depends on ${VARIABLE}, which ${hidden} may set`, evidence);
    }
    if (configuration.diagnostics.otel.metricsEndpoint)
      return pass(`diagnostics.otel.metricsEndpoint wins over ${VARIABLE}`, evidence);
    const configured = endpointOf(release?.target, configuration.diagnostics.otel, 'metrics', {});
    if (!configured.ok)
      return pass(`${VARIABLE} names the endpoint, and the configuration names none`, evidence);
    const right = [configEvidence(config, `${configured.from} gives ${maskUrl(configured.url)}`)];
    const all: Judged = [...evidence, ...right];
    if (isSameUrl(value, configured.url)) return pass(`${VARIABLE} names the same URL`, all);
    if (readsSignalVariables(release?.target) === false)
      return pass(`this gateway does not read ${VARIABLE}`, all);
    if (!replaced) return pass(`the running exporter does not use ${VARIABLE}`, all);
    const message = `${VARIABLE} replaces ${replaced.configured} by ${replaced.url}, which is used as it is`;
    const details = { affects: ['every push of metrics'], fix: unsetFix(VARIABLE), modes: [6] } as const;
    return replaced.isCertain
      ? fail(message, all, details)
      : warn(`in OpenClaw from 2026.4.25 on ${message}`, all, details);
  },
});
