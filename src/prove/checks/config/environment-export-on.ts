import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { processEnvironment, unsetFix, variableEvidence } from '../../evidence/environment-variable.ts';

/** No variable turns the export off. */
export const configEnvironmentExportOn = defineCheck({
  id: 'TL105',
  link: 'config',
  title: 'Environment leaves the export on',
  proves: 'neither OTEL_SDK_DISABLED nor OTEL_METRICS_EXPORTER turns the metrics off',
  explain:
    'OTEL_SDK_DISABLED=true turns every signal off, and OTEL_METRICS_EXPORTER=none the metrics, whatever the ' +
    'configuration file says. Both come from the environment of the process: the env of the pod, a ConfigMap or a ' +
    'Secret that envFrom names, or the image. Remove them and restart the gateway.',
  severity: 'error',
  modes: [7],
  needs: [processEnvironment],
  run: ({ processEnvironment: seen }) => {
    const names = ['OTEL_SDK_DISABLED', 'OTEL_METRICS_EXPORTER'];
    const evidence = names.map((name) => variableEvidence(seen, name));
    const { variables } = seen;
    const disabled = variables['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true';
    const off = disabled
      ? 'OTEL_SDK_DISABLED'
      : variables['OTEL_METRICS_EXPORTER']?.trim() === 'none'
        ? 'OTEL_METRICS_EXPORTER'
        : undefined;
    if (off !== undefined) {
      return fail(`${off} is ${variables[off]?.trim()}: no metric is exported`, evidence, {
        affects: ['every metric, whatever the configuration file says'],
        fix: unsetFix(off),
      });
    }
    const hidden = names.find((name) => name in seen.elsewhere);
    if (hidden) return unknown(`${hidden} is set by ${seen.elsewhere[hidden]}, which is not read`, evidence);
    if (seen.unread && seen.unread.length > 0)
      return unknown(`not set by the manifests; ${seen.unread.join(', ')} may set it`, evidence);
    return pass('no variable turns the metrics off', evidence);
  },
});
