import { resolveEnableState } from '../../../shared/config/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass } from '../../engine/outcome.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { setInConfig } from '../../fix/set-in-config.ts';

const ID = 'diagnostics-otel';

/** The configuration enables the bundled plugin that exports telemetry. */
export const pluginEnabled = defineCheck({
  id: 'TL203',
  link: 'plugin',
  title: 'Plugin diagnostics-otel is enabled',
  proves: "the gateway's nine enable rules, applied to the configuration, turn the plugin on",
  explain:
    'A bundled plugin is off unless an entry turns it on; only device-pair, phone-control and talk-voice are on by ' +
    'default. With the plugin off nothing reads the settings of diagnostics.otel, and no log line says so. ' +
    'plugins.enabled, plugins.deny, and a plugins.allow that leaves the plugin out turn it off, too. Set ' +
    'plugins.entries.diagnostics-otel.enabled to true, and add the plugin to plugins.allow where that list is not empty.',
  severity: 'error',
  modes: [10],
  needs: ['config', configuration],
  dependsOn: ['TL101'],
  run: ({ config, configuration: { plugins, diagnostics } }) => {
    const { enabled, reason } = resolveEnableState(ID, 'bundled', plugins);
    const named = Object.keys(plugins.entries);
    const evidence = [
      configEvidence(config, `plugins.entries names ${named.join(', ') || 'nothing'}`),
      configEvidence(config, `diagnostics.otel.enabled is ${diagnostics.otel.enabled}`),
    ];
    if (enabled) return pass('enabled by the configuration', evidence);
    const settings: [(string | number)[], unknown][] = [];
    if (!plugins.enabled) settings.push([['plugins', 'enabled'], true]);
    if (plugins.deny.includes(ID))
      settings.push([['plugins', 'deny'], plugins.deny.filter((id) => id !== ID)]);
    if (plugins.allow.length > 0 && !plugins.allow.includes(ID)) {
      settings.push([
        ['plugins', 'allow'],
        [...plugins.allow, ID],
      ]);
    }
    if (plugins.entries[ID]?.enabled !== true) settings.push([['plugins', 'entries', ID, 'enabled'], true]);
    return fail(`${ID} is off: ${reason}`, evidence, {
      location: locate(config, ['plugins', 'entries', ID]),
      affects: [
        'every setting of diagnostics.otel: the plugin that reads them is not loaded',
        'network rules and the receiver: nothing is ever sent',
      ],
      fix: setInConfig(config, `enable the plugin ${ID}`, settings),
    });
  },
});
