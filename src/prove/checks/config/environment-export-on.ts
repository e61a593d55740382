import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { processEnvironment, unsetFix, variableEvidence } from '../../evidence/environment-variable.ts';

const DISABLED = 'OTEL_SDK_DISABLED';
const EXPORTER = 'OTEL_METRICS_EXPORTER';

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
  onlyPushed: true,
  needs: [processEnvironment],
  run: ({ processEnvironment: seen }) => {
    const evidence: Judged = [variableEvidence(seen, DISABLED), variableEvidence(seen, EXPORTER)];
    const { variables } = seen;
    const disabled = variables[DISABLED]?.trim().toLowerCase() === 'true';
    const off = disabled ? DISABLED : variables[EXPORTER]?.trim() === 'none' ? EXPORTER : undefined;
    if (off !== undefined) {
      return fail(`${off} is ${variables[off]?.trim()}: no metric is exported`, evidence, {
        affects: ['every metric, whatever the configuration file says'],
        fix: unsetFix(off),
      });
    }
    const hidden = [DISABLED, EXPORTER].find((name) => name in seen.elsewhere);
    if (hidden) return unknown(`${hidden} is set by ${seen.elsewhere[hidden]}, which is not read`, evidence);
    if (seen.unread && seen.unread.length > 0)
      return unknown(`not set by the manifests; ${seen.unread.join(', ')} may set it`, evidence);
    return pass('no variable turns the metrics off', evidence);
  },
});
