import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass } from '../../engine/outcome.ts';
import { gatewayStatus } from '../../evidence/gateway-status.ts';
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
  needs: [gatewayStatus],
  dependsOn: ['TL201'],
  run: ({ gatewayStatus: { plugins, source } }) => {
    const plugin = plugins.find(({ id }) => id === TELEMETRY_PLUGIN);
    if (!plugin) {
      return fail(
        `the gateway has no plugin ${TELEMETRY_PLUGIN}`,
        [{ source, saw: 'it is not in the list of plugins' }],
        {
          fix: { kind: 'manual', text: `install the plugin ${TELEMETRY_PLUGIN} in the gateway` },
        },
      );
    }
    const { state, reason, error, services } = plugin;
    const service = services.find((candidate) => candidate.error);
    const evidence: Judged = [
      { source, saw: `${TELEMETRY_PLUGIN} is ${state}${reason ? `, ${reason}` : ''}` },
    ];
    if (state === 'disabled') {
      return fail(`the running gateway has disabled it: ${reason ?? 'no reason given'}`, evidence, {
        modes: [10],
        fix: {
          kind: 'manual',
          text: `enable ${TELEMETRY_PLUGIN} in the configuration that the gateway runs with, and let it reload`,
        },
      });
    }
    if (state === 'failed' || service) {
      const why = service?.error ?? error ?? 'no reason given';
      const known = knownPluginError(why);
      return fail(`it could not start: ${why}`, [...evidence, { source, saw: why }], {
        modes: known?.modes ?? [],
        fix: { kind: 'manual', text: known ? `${known.fix} (${why})` : why },
      });
    }
    return pass('loaded, and its service runs', evidence);
  },
});
