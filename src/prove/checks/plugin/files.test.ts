import { describe, expect, it } from 'vitest';
import type { OpenClawHome, PluginFolder } from '../../sources/index.ts';
import { openclawHome } from '../../../../test/support/openclaw-home.ts';
import { pluginFiles } from './files.ts';

const judged = async (rest: Partial<OpenClawHome>) => pluginFiles.runWith({ openclaw: openclawHome(rest) });
const version = (is: string): OpenClawHome['package'] => ({ path: '/app', version: is, foundBy: 'PATH' });
const plugin: PluginFolder = {
  path: '/app/extensions/diagnostics-otel',
  origin: 'bundled',
  version: '2026.2.19',
  missing: [],
  wire: 'json',
};

describe('plugin/files', () => {
  it('passes where a folder has the plugin', async () => {
    expect(await judged({ package: version('2026.2.19'), plugin })).toMatchObject({ status: 'pass' });
  });

  it('fails on a release that does not bundle it, with the command that installs it', async () => {
    expect(await judged({ package: version('2026.9.6') })).toMatchObject({
      status: 'fail',
      message: 'plugin not installed: diagnostics-otel',
      fix: { command: 'openclaw plugins install @openclaw/diagnostics-otel' },
    });
  });

  it('is unknown without the package, without the state folder, and on a release that nobody read', async () => {
    for (const rest of [
      { package: undefined },
      { package: version('2026.9.6'), state: undefined },
      { package: version('2026.5.1') },
    ])
      expect((await judged(rest)).status).toBe('unknown');
  });
});
