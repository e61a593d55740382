import { describe, expect, it } from 'vitest';
import { logsOf } from '../../../../test/support/logs.ts';
import { configOf } from '../../../../test/support/written.ts';
import { pluginAllowList } from './allow-list.ts';
import { pluginStarted } from './started.ts';

const start = (ids: string): string =>
  `2026-11-27T03:10:32.359+00:00 [gateway] http server listening (${ids}; 23.5s)`;
const EDIT =
  '2026-11-27T03:11:00.000+00:00 [reload] config change detected; evaluating reload (plugins.entries.diagnostics-otel)';
const OTEL = { enabled: true, otel: { enabled: true, endpoint: 'http://relay:4318' } };
const ENTRY = { 'diagnostics-otel': { enabled: true } };

describe('plugin/allow-list', () => {
  const judged = (allow: string[], ...lines: string[]) =>
    pluginAllowList.runWith({
      config: configOf({ diagnostics: OTEL, plugins: { allow, entries: ENTRY } }),
      ...(lines.length > 0 ? { logs: logsOf(...lines) } : {}),
    });

  it('warns of a list with the telemetry plugin alone, and says with how many plugins the gateway started', async () => {
    const lines = start('2 plugins: memory-core, talk-voice');
    expect(await judged(['diagnostics-otel'], lines)).toMatchObject({
      status: 'warn',
      message:
        'plugins.allow names diagnostics-otel alone, which turns all other plugins off; the gateway started with 2 plugins',
    });
    expect((await judged(['diagnostics-otel'])).status).toBe('warn');
  });

  it('passes where the list names other plugins too, and is skipped without a list', async () => {
    expect((await judged(['diagnostics-otel', 'telegram'])).status).toBe('pass');
    expect((await judged([])).status).toBe('skip');
  });
});

describe('plugin/started', () => {
  const judged = (lines: string[], diagnostics: unknown = OTEL) =>
    pluginStarted.runWith({
      config: configOf({ diagnostics, plugins: { entries: ENTRY } }),
      logs: logsOf(...lines),
    });

  it('fails where the newest start has not loaded the plugin that the configuration enables', async () => {
    const before = start('2 plugins: diagnostics-otel, memory-core');
    expect(await judged([before, start('1 plugin: memory-core')])).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('with 1 plugin, and without diagnostics-otel'),
    });
    expect((await judged([start('0 plugins')])).status).toBe('fail');
  });

  it('passes where the start names it', async () => {
    expect((await judged([start('2 plugins: diagnostics-otel, memory-core')])).status).toBe('pass');
  });

  it('is unknown where an edit was read since, where the export is off, and where no start names plugins', async () => {
    expect((await judged([start('1 plugin: memory-core'), EDIT])).status).toBe('unknown');
    expect((await judged([start('1 plugin: memory-core')], { enabled: true })).status).toBe('unknown');
    expect((await judged(['[gateway] listening on ws://127.0.0.1:18789 (PID 41)'])).status).toBe('unknown');
  });
});
