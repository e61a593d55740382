import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { openclawRuntime } from '../../evidence/openclaw-runtime.ts';

/** An OpenClaw runs with the file on its disk. */
export const configFileInForce = defineCheck({
  id: 'TL112',
  link: 'config',
  title: 'OpenClaw runs with the file on its disk',
  proves: "the revision of the gateway's file and of the configuration in force are the same",
  explain:
    'OpenClaw skips an edit that is not valid, logs "config reload skipped", and keeps the last good configuration: file ' +
    'and process then differ. The same happens with gateway.reload.mode off. From 2026.9 on it shows both revisions.',
  severity: 'warning',
  modes: [3],
  needs: [openclawRuntime],
  dependsOn: ['TL201'],
  run: ({ openclawRuntime: { config, configPath, source } }) => {
    if (!config) return unknown('this release does not show which configuration is in force');
    const evidence: Judged = [
      { source, saw: `file ${shorten(config.file)}, in force ${shorten(config.applied)}` },
    ];
    if (config.file === config.applied) return pass('the file is in force', evidence);
    return fail(`the process does not run with ${configPath ?? 'the file on its disk'}`, evidence, {
      affects: ['a change in this file has no effect on the running gateway'],
      fix: {
        kind: 'manual',
        text: 'run openclaw config validate, correct what it names, and restart the gateway if it does not reload',
      },
    });
  },
});

/** The end of a keyed hash such as `hmac-sha256:v1:wq4nDh…`. */
function shorten(hash: string): string {
  return (hash.split(':').at(-1) ?? hash).slice(0, 12);
}
