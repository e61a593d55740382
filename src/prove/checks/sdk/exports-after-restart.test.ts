import { describe, expect, it } from 'vitest';
import { releaseOf } from '../../../shared/openclaw/index.ts';
import { logsOf } from '../../../../test/support/logs.ts';
import { openclawHome } from '../../../../test/support/openclaw-home.ts';
import { sdkExportsAfterRestart } from './exports-after-restart.ts';

/** As 2026.2.19 wrote them. */
const LINES = [
  '2026-11-27T03:10:00.000Z [gateway] listening on ws://127.0.0.1:18801 (PID 5917)',
  '2026-11-27T03:10:00.001Z [gateway] listening on ws://[::1]:18801',
  '2026-11-27T03:12:00.000Z [gateway] restart mode: in-process restart (OPENCLAW_NO_RESPAWN)',
  '2026-11-27T03:12:01.000Z [gateway] listening on ws://127.0.0.1:18801 (PID 5917)',
];
const target = (version: string): object => ({
  target: { product: 'openclaw', release: releaseOf(version), isLine: false },
  by: [],
});
const newest = (time: string | null): object => ({ metrics: [{ newestSample: time }], instances: [] });
const judged = async (given: object, lines: readonly string[] = LINES) =>
  sdkExportsAfterRestart.runWith({ logs: logsOf(...lines), ...given });

describe('sdk/exports-after-restart', () => {
  it('fails on 2026.2, which exports nothing from then on, with the time and what to do', async () => {
    const outcome = await judged({ openclawRelease: target('2026.2.19') });
    expect(outcome).toMatchObject({
      status: 'fail',
      message: 'nothing is exported since the restart within the process at 2026-11-27T03:12:00.000Z',
    });
    expect(outcome.fix?.text).toContain('restart the process');
  });

  it('is unknown with the plugin of this project, which goes on, and on another release: it may be idle', async () => {
    const stopped = { arrival: newest('2026-11-27T03:12:01.500Z') };
    const openclaw = openclawHome({
      plugin: { path: '/p', origin: 'global', version: '1', missing: [], wire: 'protobuf', isOwn: true },
    });
    expect((await judged({ openclawRelease: target('2026.2.19'), openclaw, ...stopped })).status).toBe(
      'unknown',
    );
    expect((await judged({ openclawRelease: target('2026.9.6'), ...stopped })).status).toBe('unknown');
    expect((await judged(stopped)).status).toBe('unknown');
  });

  it('passes where newer samples are stored, or another process has started', async () => {
    expect((await judged({ arrival: newest('2026-11-27T03:15:00.000Z') })).status).toBe('pass');
    const next = '2026-11-27T03:13:00.000Z [gateway] listening on ws://127.0.0.1:18801 (PID 6001)';
    const again = LINES[3]!.replace('03:12:01', '03:14:00');
    for (const later of [next, again])
      expect((await judged({ openclawRelease: target('2026.2.19') }, [...LINES, later])).status).toBe('pass');
  });

  it('is unknown where the release does not prove it, and skipped without such a restart', async () => {
    expect((await judged({})).status).toBe('unknown');
    expect((await judged({ openclawRelease: target('2026.9.6') })).status).toBe('unknown');
    expect((await judged({ arrival: newest(null) })).status).toBe('unknown');
    expect((await judged({}, LINES.slice(0, 2))).status).toBe('skip');
  });
});
