import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { telemetryPluginState } from '../../../shared/openclaw/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { openclawRelease } from '../../evidence/openclaw-release.ts';
import { settingsToEnable } from '../../fix/enable-plugin.ts';
import { setInConfig } from '../../fix/set-in-config.ts';

/** The configuration enables the bundled plugin that exports telemetry. */
export const pluginEnabled = defineCheck({
  id: 'TL203',
  link: 'plugin',
  title: 'Plugin diagnostics-otel is enabled',
  proves: "the enable rules of the gateway's release, applied to the configuration, turn the plugin on",
  explain:
    'A bundled plugin is off unless an entry turns it on; only device-pair, phone-control and talk-voice are on by ' +
    'default. With the plugin off nothing reads the settings of diagnostics.otel, and no log line says so. ' +
    'plugins.enabled, plugins.deny, and a plugins.allow that leaves the plugin out turn it off, too. Set ' +
    'plugins.entries.diagnostics-otel.enabled to true, and add the plugin to plugins.allow where that list is not empty. ' +
    'From OpenClaw 2026.5.2 on the plugin is installed on its own (openclaw plugins install @openclaw/diagnostics-otel): ' +
    'an installed plugin is on without an entry, and with an entry the gateway names it where it is missing.',
  severity: 'error',
  modes: [10],
  onlyPushed: true,
  needs: ['config', configuration],
  uses: [openclawRelease],
  dependsOn: ['TL101'],
  run: ({ config, configuration: { plugins, diagnostics }, openclawRelease: release }) => {
    const { enabled, reason, isExternal, isNamed } = telemetryPluginState(release?.target, plugins);
    const named = Object.keys(plugins.entries);
    const evidence: Judged = [
      configEvidence(config, `plugins.entries names ${named.join(', ') || 'nothing'}`),
      configEvidence(config, `diagnostics.otel.enabled is ${diagnostics.otel.enabled}`),
    ];
    if (enabled && isExternal && !isNamed) {
      return unknown(
        `no rule turns ${TELEMETRY_PLUGIN} off where it is installed; without an entry the gateway says nothing if it is not`,
        [...evidence, ...(release?.by ?? [])],
      );
    }
    if (enabled) return pass('enabled by the configuration', evidence);
    return fail(`${TELEMETRY_PLUGIN} is off: ${reason}`, evidence, {
      location: locate(config, ['plugins', 'entries', TELEMETRY_PLUGIN]),
      affects: [
        'every setting of diagnostics.otel: the plugin that reads them is not loaded',
        'network rules and the receiver: nothing is ever sent',
      ],
      fix: setInConfig(
        config,
        `enable the plugin ${TELEMETRY_PLUGIN}`,
        settingsToEnable(TELEMETRY_PLUGIN, plugins, true),
      ),
    });
  },
});
