import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { exporting, gatewayOf } from '../../../../test/support/gateway.ts';
import { logsOf } from '../../../../test/support/logs.ts';
import { readLogFile } from '../../sources/index.ts';
import { readLogText } from '../../sources/logs/file.ts';
import type { LogView } from '../../views/logs.ts';
import { sdkLogFailedPushes } from '../sdk/log-failed-pushes.ts';
import { pluginLogLoad } from './log-load.ts';

const missing = "2026-02-20T02:59:00Z Error: Cannot find module '@opentelemetry/api'";

describe('plugin/log-load', () => {
  it('fails on a missing module and on an SDK of another major version, with the failure mode of each', async () => {
    expect(await pluginLogLoad.runWith({ logs: logsOf(missing) })).toMatchObject({
      status: 'fail',
      modes: [11],
    });
    const logs = logsOf('TypeError: Resource is not a constructor');
    expect(await pluginLogLoad.runWith({ logs })).toMatchObject({ status: 'fail', modes: [12] });
  });

  it('passes where the line is older than the process, or older than an accepted push', async () => {
    const startedAt = '2026-02-20T02:59:30Z';
    const restarted = gatewayOf({ process: { startedAt } });
    expect((await pluginLogLoad.runWith({ logs: logsOf(missing), gateway: restarted })).status).toBe('pass');
    const working = gatewayOf({ exporter: exporting });
    expect((await pluginLogLoad.runWith({ logs: logsOf(missing), gateway: working })).status).toBe('pass');
  });

  it('is unknown on an empty log', async () => {
    expect((await pluginLogLoad.runWith({ logs: logsOf() })).status).toBe('unknown');
  });

  it.each([
    ['its output', 'stdout.log'],
    ['a terminal, with colours', 'terminal.log'],
    ['its log file, in lines of tslog', 'file.jsonl'],
  ])('names the missing module of a real OpenClaw 2026.2.19 from %s', async (_, name) => {
    const path = fileURLToPath(new URL(`../../../../test/logs/openclaw-2026.2-${name}`, import.meta.url));
    const logs: LogView = { lines: async () => ({ ok: true, value: readLogFile(path) }) };
    const outcome = await pluginLogLoad.runWith({ logs });
    expect(outcome).toMatchObject({
      status: 'fail',
      modes: [11],
      message: 'the log says: a module that the plugin imports cannot be found: @opentelemetry/api',
      fix: { text: expect.stringContaining('npm pkg delete devDependencies && npm install --omit=dev') },
    });
    expect(JSON.stringify(outcome)).not.toMatch(/u001b/i);
  });

  it.each([
    'diagnostics-otel: event handler failed (model.usage): TypeError: x is undefined',
    '[plugins] diagnostics-otel failed during register from /x/index.ts: Error: boom',
    '{"level":"error","msg":"diagnostics-otel: something new"}',
    String.raw`{"1":"diagnostics-otel: something new","_meta":{"logLevelName":"WARN"},"time":"2026-02-20T03:00:00.000Z"}`,
  ])('is unknown, and shows the line, where the plugin fails in other words: %s', async (line) => {
    const logs: LogView = { lines: async () => ({ ok: true, value: readLogText('gateway.log', line) }) };
    const outcome = await pluginLogLoad.runWith({ logs });
    expect(outcome.status).toBe('unknown');
    expect(outcome.message).toContain('the log has an error of the plugin that is not known');
    expect(outcome.message).toContain('diagnostics-otel');
    expect((await sdkLogFailedPushes.runWith({ logs })).status).toBe('unknown');
  });

  it.each([
    'diagnostics-otel: logs exporter enabled (OTLP/HTTP)',
    '[gateway] http server listening (2 plugins: diagnostics-otel, error-reporter; 1.2s)',
    'plugin telegram failed: Error: boom',
  ])('passes where no line says that the plugin failed: %s', async (line) => {
    const logs: LogView = { lines: async () => ({ ok: true, value: readLogText('gateway.log', line) }) };
    expect((await pluginLogLoad.runWith({ logs })).status).toBe('pass');
  });
});
