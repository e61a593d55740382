import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { INSTALL_TELEMETRY_PLUGIN } from '../../../shared/openclaw/index.ts';
import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { configEvidence } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { loadedPlugins } from '../../evidence/loaded-plugins.ts';

/** The gateway started with the plugin that the configuration enables. */
export const pluginStarted = defineCheck({
  id: 'TL221',
  link: 'plugin',
  title: 'Gateway started with the plugin',
  proves: 'the newest line of a start names diagnostics-otel among the loaded plugins',
  explain:
    'From 2026.5.2 on, diagnostics-otel is a package beside OpenClaw. An entry alone does not install it, and a gateway ' +
    'starts without a plugin that is enabled and not there. The line "http server listening (N plugins: …)" names what was ' +
    'loaded. Install the plugin, and look for its name in that line after the next start.',
  severity: 'error',
  modes: [104],
  onlyPushed: true,
  needs: ['config', configuration, loadedPlugins],
  uses: [arrival],
  dependsOn: ['TL101', 'TL203'],
  run: ({ config, configuration: { plugins, diagnostics }, loadedPlugins, arrival }) => {
    const { source, at, ids, isOutdated } = loadedPlugins;
    const when = at === undefined ? '' : ` at ${new Date(at).toISOString()}`;
    const evidence: Judged = [{ source, saw: `started${when} with ${ids.join(', ') || 'no plugin'}` }];
    if (ids.includes(TELEMETRY_PLUGIN)) return pass('it was loaded at the start', evidence);
    if (isOutdated)
      return unknown('the gateway has read an edit since its start, which can load it', evidence);
    if (arrival?.metrics.some(({ status }) => status === 'arrived'))
      return unknown('its metrics arrive, so that this start is not the present one', evidence);
    if (!plugins.enabled || !diagnostics.otel.enabled)
      return unknown('the configuration does not turn the export on', evidence);
    return fail(
      `the gateway started${when} with ${counted(ids.length, 'plugin')}, and without ${TELEMETRY_PLUGIN}`,
      [...evidence, configEvidence(config, 'the configuration enables it')],
      {
        affects: ['every setting of diagnostics.otel: the plugin that reads them is not loaded'],
        fix: {
          kind: 'command',
          text: 'install the plugin, and restart the gateway',
          command: INSTALL_TELEMETRY_PLUGIN,
        },
      },
    );
  },
});
