import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { INSTALL_TELEMETRY_PLUGIN } from '../../../shared/openclaw/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass } from '../../engine/outcome.ts';
import { runningPlugin } from '../../evidence/running-plugin.ts';
import { knownPluginError, modesAbout } from '../../../shared/failure-modes/match.ts';

/** The running gateway has loaded the plugin and started its service. */
export const pluginRuns = defineCheck({
  id: 'TL204',
  link: 'plugin',
  title: 'Plugin diagnostics-otel runs',
  proves: 'the running gateway has loaded the plugin, and its service has started',
  explain:
    'The configuration and the process can differ: an edit was not loaded, the dependencies of the plugin are not ' +
    'found, or its service throws when it starts. The status of the gateway says which.',
  severity: 'error',
  modes: [10, ...modesAbout('plugin')],
  onlyPushed: true,
  needs: [runningPlugin],
  dependsOn: ['TL201'],
  run: ({ runningPlugin: { source, openclaw, state, reason, said } }) => {
    const evidence: Judged = [{ source, saw: `${TELEMETRY_PLUGIN} is ${said}` }];
    switch (state) {
      case 'runs':
        return pass('loaded, and its service runs', evidence);
      case 'absent':
        return fail(
          openclaw
            ? `plugin not installed: ${TELEMETRY_PLUGIN}`
            : `the gateway has no plugin ${TELEMETRY_PLUGIN}`,
          [{ source, saw: said }],
          {
            fix: openclaw
              ? {
                  kind: 'command',
                  text: `install ${TELEMETRY_PLUGIN}, then enable it`,
                  command: INSTALL_TELEMETRY_PLUGIN,
                }
              : { kind: 'manual', text: `install the plugin ${TELEMETRY_PLUGIN} in the gateway` },
          },
        );
      case 'disabled':
        return fail(`the running gateway has disabled it: ${reason ?? 'no reason given'}`, evidence, {
          modes: [10],
          fix: {
            kind: 'manual',
            text: `enable ${TELEMETRY_PLUGIN} in the configuration that the gateway runs with, and let it reload`,
          },
        });
      case 'not running':
        return fail('it is installed and enabled, and the process does not run it', evidence, {
          modes: [10],
          fix: {
            kind: 'manual',
            text: `restart the gateway; if it still does not run, look at plugins.allow and at the log lines that name ${TELEMETRY_PLUGIN}`,
          },
        });
      case 'failed': {
        const why = reason ?? 'no reason given';
        const known = knownPluginError(why);
        return fail(`it could not start: ${why}`, [...evidence, { source, saw: why }], {
          modes: known?.modes ?? [],
          fix: { kind: 'manual', text: known ? `${known.fix} (${why})` : why },
        });
      }
    }
  },
});
