import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { releaseOf } from '../../../shared/openclaw/index.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';

/** The plugin is among the installed files of an OpenClaw. */
export const pluginFiles = defineCheck({
  id: 'TL206',
  link: 'plugin',
  title: 'Plugin diagnostics-otel is installed',
  proves: 'a folder that OpenClaw reads has the plugin diagnostics-otel',
  explain:
    'Up to 2026.4 the plugin is part of the package openclaw. From 2026.5.2 on it is a separate package, which must be ' +
    'installed: without it OpenClaw ignores diagnostics.otel, and no log line says so.',
  severity: 'error',
  modes: [10],
  onlyPushed: true,
  needs: ['openclaw'],
  run: ({ openclaw }) => {
    const { package: installed, plugin, state, path } = openclaw;
    const evidence: Judged = [
      installed
        ? { source: installed.path, saw: `openclaw ${installed.version}, found by ${installed.foundBy}` }
        : { source: path, saw: 'the package openclaw was not found from here' },
    ];
    if (plugin) {
      return pass(`installed: ${plugin.origin}${plugin.version ? `, ${plugin.version}` : ''}`, [
        { source: plugin.path, saw: `${TELEMETRY_PLUGIN} ${plugin.version ?? 'without a version'}` },
        ...evidence,
      ]);
    }
    if (!installed)
      return unknown(
        'no plugin is in this folder, and the package that may bundle it was not found',
        evidence,
      );
    if (state === undefined)
      return unknown(
        'the package has no such plugin; whether one is installed is in the home folder',
        evidence,
      );
    const release = releaseOf(installed.version);
    const packaging = release === 'unknown' ? undefined : release.facts.packaging;
    if (!packaging) return unknown(`how ${installed.version} comes by this plugin is not known`, evidence);
    return fail(`plugin not installed: ${TELEMETRY_PLUGIN}`, evidence, {
      affects: ['every setting of diagnostics.otel: no plugin reads them', 'nothing is ever sent'],
      fix:
        packaging.kind === 'external'
          ? { kind: 'command', text: `install the plugin, then enable it`, command: packaging.install }
          : {
              kind: 'manual',
              text: `install openclaw ${installed.version} again: its folder ${packaging.folder}/${TELEMETRY_PLUGIN} is gone`,
            },
    });
  },
});
