import { counted } from '../../../shared/text/count.ts';
import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { type Judged, pass, skip, warn } from '../../engine/outcome.ts';
import { configEvidence, locate } from '../../evidence/config-location.ts';
import { configuration } from '../../evidence/configuration.ts';
import { loadedPlugins } from '../../evidence/loaded-plugins.ts';

/** The plugins of OpenClaw that export telemetry. A list with these alone was made for them. */
const TELEMETRY: ReadonlySet<string> = new Set([TELEMETRY_PLUGIN, 'diagnostics-prometheus']);

/** The list of allowed plugins was not made for the telemetry alone. */
export const pluginAllowList = defineCheck({
  id: 'TL220',
  link: 'plugin',
  title: 'Allowlist keeps the other plugins',
  proves: 'plugins.allow names other plugins than those that export telemetry',
  explain:
    'plugins.allow is no addition: as soon as it names one plugin, every plugin that it does not name is off, and no line ' +
    'of the log says so. A list with diagnostics-otel alone turns off the providers, channels and tools that worked ' +
    'before. Without the list, an entry is enough to enable diagnostics-otel. Remove the list, or name in it ' +
    'every plugin that is needed.',
  severity: 'warning',
  modes: [95],
  needs: ['config', configuration],
  uses: [loadedPlugins],
  dependsOn: ['TL101'],
  run: ({ config, configuration: { plugins }, loadedPlugins: loaded }) => {
    const { allow } = plugins;
    if (allow.length === 0) return skip('plugins.allow is not set, so that it turns nothing off');
    const evidence: Judged = [
      configEvidence(config, `plugins.allow names ${allow.join(', ')}`),
      ...(loaded ? [{ source: loaded.source, saw: `loaded: ${loaded.ids.join(', ') || 'no plugin'}` }] : []),
    ];
    const others = allow.filter((id) => !TELEMETRY.has(id));
    if (others.length > 0) return pass(`it names ${counted(others.length, 'other plugin')}`, evidence);
    const left =
      loaded === undefined ? '' : `; the gateway started with ${counted(loaded.ids.length, 'plugin')}`;
    return warn(
      `plugins.allow names ${allow.join(', ')} alone, which turns all other plugins off${left}`,
      evidence,
      {
        location: locate(config, ['plugins', 'allow']),
        affects: ['providers, channels and tools that are plugins'],
        fix: {
          kind: 'manual',
          text: `remove plugins.allow (an entry enables ${TELEMETRY_PLUGIN}), or name in it every plugin that is needed`,
        },
      },
    );
  },
});
