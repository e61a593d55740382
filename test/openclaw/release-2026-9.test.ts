import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningOpenclaw, startOpenclaw } from '../../testbed/openclaw/start.ts';
import { startBackend } from '../../testbed/servers/index.ts';
import type { RunningBackend } from '../../testbed/servers/index.ts';
import { describeWithServers } from '../harness/with-server.ts';
import type { Expectation, SetName } from './expected.ts';
import { checked, differenceOf, hashesIn } from './judge.ts';

const isFull = process.env['THROUGHLINE_FULL'] === 'true';

/** Not enabled or not installed (10), or started without it (104): each with the command that installs it. */
const NOT_INSTALLED: Expectation = { verdicts: ['broken'], modes: [10, 104] };
const SETS: readonly SetName[] = isFull
  ? ['home', 'logs', 'gateway', 'homeAndBackend', 'jsonLog']
  : ['gateway'];

/** It tries to install the plugin at its start: it must not find a registry. */
const OFFLINE = { npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' };

await describeWithServers(
  ['openclaw@2026.9', 'prometheus@3.5'],
  'a real OpenClaw 2026.9.6, for which diagnostics-otel is not on npm',
  ([server, prometheus]) => {
    describe.each([
      {
        title: 'has an entry of the plugin',
        plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
      },
      { title: 'has diagnostics.otel.enabled only', plugins: {} },
    ])('that $title', ({ plugins }) => {
      let backend: RunningBackend;
      let openclaw: RunningOpenclaw;
      let backendLog: string;
      beforeAll(async () => {
        if (!server || !prometheus) throw new Error('a server is missing');
        backend = await startBackend(prometheus);
        const endpoint = backend.otlpMetricsUrl.replace(/\/v1\/metrics$/, '');
        const otel = { enabled: true, endpoint, protocol: 'http/protobuf', flushIntervalMs: 1_000 };
        openclaw = await startOpenclaw(server, {
          config: { plugins, diagnostics: { enabled: true, otel } },
          env: OFFLINE,
        });
        backendLog = join(dirname(openclaw.logFile), 'backend.log');
        await writeFile(backendLog, backend.logs());
      });
      afterAll(async () => {
        await openclaw?.stop();
        await backend?.stop();
      });

      it('starts, is ready, and has a valid configuration', async () => {
        const ready = await fetch(`${openclaw.url}/readyz`);
        expect([ready.status, ready.headers.get('content-type')]).toEqual([
          200,
          'application/json; charset=utf-8',
        ]);
        const { code, stdout } = await openclaw.command(['config', 'validate', '--json']);
        expect(code).toBe(0);
        const { valid, warnings } = JSON.parse(stdout) as { valid: boolean; warnings: { path: string }[] };
        // The entry alone is warned of: that exporting is on without the plugin is not seen.
        const entries = Object.keys('entries' in plugins ? (plugins.entries ?? {}) : {});
        expect({ valid, paths: warnings.map(({ path }) => path) }).toEqual({
          valid: true,
          paths: entries.map((id) => `plugins.entries.${id}`),
        });
      });

      it.each(SETS)('is diagnosed rightly from the set %s, and its home stays the same', async (set) => {
        const before = configurationIn(openclaw.home);
        const contract = fileURLToPath(new URL('../../contracts/openclaw-2026.9.yaml', import.meta.url));
        const report = await checked(set, { openclaw, backend, backendLog, contract });
        expect(differenceOf(report, NOT_INSTALLED)).toBe('none');
        expect(configurationIn(openclaw.home)).toEqual(before);
      });
    });
  },
);

/** Without the database that the running gateway itself writes. */
function configurationIn(home: string): ReadonlyMap<string, string> {
  return new Map([...hashesIn(home)].filter(([path]) => !/\.sqlite(?:-\w+)?$/.test(path)));
}
