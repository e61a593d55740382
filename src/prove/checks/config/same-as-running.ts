import { createHash } from 'node:crypto';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { configEvidence } from '../../fix/config.ts';

/** The running gateway is on the configuration that was given. */
export const configSameAsRunning = defineCheck({
  id: 'TL108',
  link: 'config',
  title: 'Running configuration is this one',
  proves: 'the text of the configuration in force has the hash of the file that was given',
  explain:
    'What is written and what runs can differ: a change that was not applied or not synced, a ConfigMap that is ' +
    'mounted by subPath, a sidecar that does not run, a reload that is off. Every other check of the file then judges ' +
    'something that is not in force. Apply the file, see that `throughline sync` carries it over, and reload.',
  severity: 'warning',
  modes: [3],
  needs: ['config', 'gateway'],
  dependsOn: ['TL201'],
  run: async ({ config, gateway }) => {
    const status = await gateway.status();
    if (!status.ok) return unknown(status.error);
    const { config: live, telemetry } = status.value;
    if (!live.hash) return unknown('the gateway does not say which configuration is in force');
    const given = createHash('sha256').update(config.document.text).digest('hex');
    const source = `${gateway.url}/api/status`;
    const evidence = [
      configEvidence(config, `sha256 ${given.slice(0, 12)}`),
      { source, saw: `sha256 ${live.hash.slice(0, 12)}, read from ${live.path ?? 'an unknown file'}` },
    ];
    if (live.hash !== given) {
      return fail('the gateway runs on another configuration than this one', evidence, {
        // Where telemetry does not work, that it is another one is the first thing to mend.
        severity: telemetry.working === true ? 'warning' : 'error',
        affects: ['what is changed in this file and not in that one has no effect'],
        fix: {
          kind: 'manual',
          text: `bring this file to ${live.path ?? 'the gateway'} (kubectl apply, throughline sync), and let it reload`,
        },
      });
    }
    const waiting = live.restartNeeded ?? [];
    if (waiting.length > 0) {
      return fail(`${waiting.join(', ')} changed, and comes into force by a restart only`, evidence, {
        fix: { kind: 'manual', text: 'restart the gateway' },
      });
    }
    return pass('the gateway runs on this very text', evidence);
  },
});
