import { describe, expect, it } from 'vitest';
import type { PluginFolder } from '../../sources/index.ts';
import { openclawHome } from '../../../../test/support/openclaw-home.ts';
import { pluginDependencies } from './dependencies.ts';

const judged = async (rest: Partial<PluginFolder> | undefined) =>
  pluginDependencies.runWith({
    openclaw: openclawHome({
      plugin: rest && {
        path: '/app/extensions/diagnostics-otel',
        origin: 'bundled',
        version: '2026.2.19',
        missing: [],
        wire: 'json',
        ...rest,
      },
    }),
  });

describe('plugin/dependencies', () => {
  it('passes where Node finds each package, and is skipped without the plugin', async () => {
    expect((await judged({})).status).toBe('pass');
    expect((await judged(undefined)).status).toBe('skip');
  });

  it('fails on a missing package, names it, and prints the line that installs it', async () => {
    expect(await judged({ missing: ['@opentelemetry/api', '@opentelemetry/resources'] })).toMatchObject({
      status: 'fail',
      message:
        "Cannot find module '@opentelemetry/api': 2 packages that diagnostics-otel imports are not installed",
      fix: {
        command:
          'cd /app/extensions/diagnostics-otel && npm pkg delete devDependencies && npm install --omit=dev',
      },
    });
  });

  it('quotes a folder that a shell would split', async () => {
    const { fix } = await judged({ missing: ['x'], path: "/it's mine/otel" });
    expect(fix?.command).toMatch(/^cd '\/it'\\''s mine\/otel' && /);
  });
});
