import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, pass, skip } from '../../engine/outcome.ts';
import type { PluginFolder } from '../../sources/index.ts';

/** Node finds the packages that the installed plugin imports. */
export const pluginDependencies = defineCheck({
  id: 'TL207',
  link: 'plugin',
  title: 'Modules of the plugin are installed',
  proves: "Node finds each package that the plugin's package.json names, from the plugin's folder",
  explain:
    'The package openclaw up to 2026.4 holds the plugin without the packages that the plugin imports: its package.json names them, ' +
    'and npm does not install them. OpenClaw then logs "failed to load plugin" and goes on. A plain npm install in the ' +
    'folder ends in EUNSUPPORTEDPROTOCOL, because of a development dependency on the workspace: remove these first.',
  severity: 'error',
  modes: [11],
  onlyPushed: true,
  needs: ['openclaw'],
  dependsOn: ['TL203', 'TL206'],
  run: ({ openclaw: { plugin } }) => {
    if (!plugin) return skip('no folder of the plugin was found');
    const { missing, path } = plugin;
    const [first] = missing;
    if (first === undefined)
      return pass('all packages that it names are found', [
        { source: path, saw: `${TELEMETRY_PLUGIN} ${plugin.version ?? ''}, none missing` },
      ]);
    return fail(
      `Cannot find module '${first}': ${counted(missing.length, 'package')} that ${TELEMETRY_PLUGIN} imports ${missing.length === 1 ? 'is' : 'are'} not installed`,
      [{ source: path, saw: `not found from here: ${missing.join(', ')}` }],
      {
        affects: ['the plugin: it does not load, and nothing is ever sent'],
        fix: {
          kind: 'command',
          text: `install them in the plugin's folder, then restart the gateway; an image needs the same line in its Dockerfile`,
          command: installLine(plugin),
        },
      },
    );
  },
});

/** The dependency on the workspace, which npm cannot install, goes first. */
function installLine({ path }: PluginFolder): string {
  const folder = /^[\w./@-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
  return `cd ${folder} && npm pkg delete devDependencies && npm install --omit=dev`;
}
