import { existsSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { markedProcesses } from '../../testbed/openclaw/marked.ts';
import { startOpenclaw } from '../../testbed/openclaw/start.ts';
import { describeWithServers } from '../harness/with-server.ts';

await describeWithServers(['openclaw', 'openclaw@2026.9'], 'a real OpenClaw', ([first, second]) => {
  describe.each([
    // What answers at /api/status differs by release: the page of the Control UI, or nothing.
    { server: first, status: 200, type: 'text/html; charset=utf-8' },
    { server: second, status: 404, type: 'text/plain; charset=utf-8' },
  ])('of release $server.version', ({ server, status, type }) => {
    it('starts with a separate home, and leaves no process and no file', { timeout: 400_000 }, async () => {
      if (server === undefined) throw new Error('no server');
      const before = process.env['HOME'];
      const gateway = await startOpenclaw(server);
      expect(gateway.home).not.toBe(before);
      const response = await fetch(`${gateway.url}/api/status`);
      expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
      expect(gateway.output()).toContain(`[gateway] log file: ${gateway.logFile}`);
      expect(JSON.parse(readFileSync(gateway.logFile, 'utf8').split('\n', 1)[0] ?? '')).toHaveProperty(
        '_meta',
      );
      expect((await gateway.command(['--version'])).stdout).toContain(server.version);
      const mark = readFileSync(`/proc/${gateway.pid}/environ`, 'utf8')
        .split('\0')
        .find((variable) => variable.startsWith('THROUGHLINE_RUN='));
      expect(await markedProcesses(mark ?? '')).toContain(gateway.pid);

      expect(await gateway.stop()).toBe(true);
      expect(await markedProcesses(mark ?? '')).toEqual([]);
      expect(existsSync(dirname(gateway.logFile))).toBe(false);
    });
  });
});
