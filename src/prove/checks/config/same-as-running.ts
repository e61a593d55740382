import { createHash } from 'node:crypto';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { configEvidence } from '../../evidence/config-location.ts';
import { gatewayStatus } from '../../evidence/gateway-status.ts';

/** The running gateway uses the configuration that was given. */
export const configSameAsRunning = defineCheck({
  id: 'TL108',
  link: 'config',
  title: 'Gateway runs this configuration',
  proves: 'the text of the configuration in force and the given file have the same hash',
  explain:
    'The file and the running configuration can differ: the change was not applied or not synced, the ConfigMap is ' +
    'mounted by subPath, the sidecar does not run, or reload is off. Every other check of the file then judges ' +
    'a configuration that is not in force. Apply the file, see that `throughline sync` copies it, and reload.',
  severity: 'warning',
  modes: [3],
  needs: ['config', gatewayStatus],
  dependsOn: ['TL201'],
  run: ({ config, gatewayStatus }) => {
    const { config: live, telemetry, source } = gatewayStatus;
    if (!live.hash) return unknown('the gateway does not say which configuration is in force');
    const given = createHash('sha256').update(config.document.text).digest('hex');
    const evidence: Judged = [
      configEvidence(config, `sha256 ${given.slice(0, 12)}`),
      { source, saw: `sha256 ${live.hash.slice(0, 12)}, read from ${live.path ?? 'an unknown file'}` },
    ];
    if (live.hash !== given) {
      return fail('the gateway runs with a configuration that differs from this one', evidence, {
        // Where telemetry does not work, the difference is the first thing to fix.
        severity: telemetry.working === true ? 'warning' : 'error',
        affects: ['a change in this file has no effect on the running gateway'],
        fix: {
          kind: 'manual',
          text: `copy this file to ${live.path ?? 'the gateway'} (kubectl apply, throughline sync); the gateway then reloads it`,
        },
      });
    }
    const waiting = live.restartNeeded ?? [];
    if (waiting.length > 0) {
      return fail(`${waiting.join(', ')} changed, and takes effect only after a restart`, evidence, {
        fix: { kind: 'manual', text: 'restart the gateway' },
      });
    }
    return pass('the gateway runs with exactly this text', evidence);
  },
});
