import { resolveEnableState, SCRAPE_PLUGIN } from '../../../shared/config/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, skip } from '../../engine/outcome.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { scrapedBecause } from '../../evidence/scrape/ways.ts';
import { settingsToEnable } from '../../fix/enable-plugin.ts';
import { setInConfig } from '../../fix/set-in-config.ts';

/** The configuration leaves on the plugin that serves the metrics for a scrape. */
export const pluginScrapePluginEnabled = defineCheck({
  id: 'TL240',
  link: 'plugin',
  title: 'Plugin diagnostics-prometheus is on',
  proves: 'no rule of the configuration turns the plugin diagnostics-prometheus off',
  explain:
    'The plugin is installed by itself (openclaw plugins install @openclaw/diagnostics-prometheus) and is then on, unless ' +
    'plugins.enabled is false, plugins.deny names it, a plugins.allow leaves it out, or its entry turns it off. Without it ' +
    'the path /api/diagnostics/prometheus answers 404, and no log line says so. Whether it is installed is not seen here.',
  severity: 'error',
  modes: [10],
  needs: ['config', configuration, scrapedBecause],
  dependsOn: ['TL101'],
  run: ({ config, configuration: { plugins }, scrapedBecause: why }) => {
    if (why === undefined) return skip('nothing shows that the gateway itself is scraped');
    const { enabled, reason } = resolveEnableState(SCRAPE_PLUGIN, 'global', plugins);
    const evidence: Judged = [
      configEvidence(config, `plugins.entries names ${Object.keys(plugins.entries).join(', ') || 'nothing'}`),
      { source: 'the scrape', saw: why },
    ];
    if (enabled) return pass('no rule of the configuration turns it off', evidence);
    return fail(`${SCRAPE_PLUGIN} is off: ${reason}`, evidence, {
      location: locate(config, ['plugins', 'entries', SCRAPE_PLUGIN]),
      affects: ['every scrape of the gateway gets 404'],
      fix: setInConfig(
        config,
        `enable the plugin ${SCRAPE_PLUGIN}`,
        settingsToEnable(SCRAPE_PLUGIN, plugins, false),
      ),
    });
  },
});
