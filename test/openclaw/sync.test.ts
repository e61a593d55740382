import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { type RunningOpenclaw, startOpenclaw } from '../../testbed/openclaw/start.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { type Ended, throughline } from '../harness/throughline.ts';
import { describeWithServers } from '../harness/with-server.ts';

const PATIENCE_MS = 400_000;

/** Ends the gateway with what it started, and starts the same command with the same environment again. */
const RESTART = `
import { spawn } from 'node:child_process';
import { openSync, readdirSync, readFileSync } from 'node:fs';
const [launcher, mark, output] = process.argv.slice(2);
const environment = (pid) => { try { return readFileSync('/proc/' + pid + '/environ', 'utf8'); } catch { return ''; } };
const marked = () => readdirSync('/proc').filter((pid) => /^\\d+$/.test(pid) && environment(pid).includes(mark));
const isGateway = (pid) => { try { return /^openclaw/.test(readFileSync('/proc/' + pid + '/comm', 'utf8')); } catch { return false; } };
const before = marked().filter(isGateway);
const env = Object.fromEntries(environment(before[0]).split('\\0').filter(Boolean).map((each) => {
  const at = each.indexOf('=');
  return [each.slice(0, at), each.slice(at + 1)];
}));
for (const pid of before) process.kill(Number(pid), 'SIGKILL');
const log = openSync(output, 'a');
spawn(launcher, ['gateway'], { env, detached: true, stdio: ['ignore', log, log] }).unref();
console.log('restarted ' + before.join());
`;

await describeWithServers(
  ['openclaw', 'prometheus'],
  'throughline sync on a real OpenClaw',
  ([real, server]) => {
    if (real === undefined || server === undefined) throw new Error('no servers');
    let prometheus: RunningBackend;
    let model: ModelServer;
    let openclaw: RunningOpenclaw;
    let source: string;
    let restart: string;
    let edits = 0;

    beforeAll(async () => {
      prometheus = await startBackend(server);
      model = await startModelServer();
      openclaw = await startOpenclaw(real, {
        from: 'completed',
        // So an image may be set up; else an edit starts a new process, after which exporting goes on.
        env: { OPENCLAW_NO_RESPAWN: '1' },
        config: {
          models: {
            mode: 'merge',
            providers: {
              main: {
                baseUrl: model.url,
                apiKey: 'a-key-for-tests',
                api: 'openai-completions',
                models: [{ id: 'large', name: 'large', contextWindow: 32_000, maxTokens: 1_000 }],
              },
            },
          },
          agents: { defaults: { model: { primary: 'main/large' }, skipBootstrap: true } },
          plugins: { entries: { 'diagnostics-otel': { enabled: true } } },
          diagnostics: {
            enabled: true,
            otel: {
              enabled: true,
              endpoint: prometheus.otlpMetricsUrl.replace(/\/v1\/metrics$/, ''),
              protocol: 'http/protobuf',
              traces: false,
              metrics: true,
              flushIntervalMs: 1_000,
            },
          },
        },
      });
      const folder = dirname(openclaw.logFile);
      source = join(folder, 'source.json');
      writeFileSync(source, readFileSync(openclaw.configFile));
      const script = join(folder, 'restart.mjs');
      writeFileSync(script, RESTART);
      const mark = /THROUGHLINE_RUN=[^\0]+/.exec(readFileSync(`/proc/${openclaw.pid}/environ`, 'utf8'))?.[0];
      const launcher = join(dirname(dirname(openclaw.packageFolder)), 'openclaw');
      restart = `'${process.execPath}' '${script}' '${launcher}' ${mark} '${join(folder, 'restarted.log')}'`;
      await exporting();
    }, PATIENCE_MS);
    afterAll(async () => {
      await openclaw.stop();
      await model.close();
      await prometheus.stop();
    }, 60_000);

    /** A turn of the agent, and then a fresh sample. */
    async function exporting(): Promise<void> {
      const since = Date.now() / 1_000;
      for (;;) {
        await openclaw.command(['agent', '--session-id', 'first', '--message', 'hello', '--json']);
        const query = 'max(timestamp(openclaw_session_state_total))';
        const response = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(query)}`);
        const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
        if (Number(data.result[0]?.value[1]) > since) return;
        await sleep(1_000);
      }
    }

    /** Edits the source and carries it over; OpenClaw needs a restart for this change. */
    async function edit(...flags: string[]): Promise<Ended> {
      edits += 1;
      const text = readFileSync(source, 'utf8');
      writeFileSync(source, text.replace(/"flushIntervalMs": \d+/, `"flushIntervalMs": ${1_000 + edits}`));
      return throughline([
        'sync',
        '--once',
        '--from',
        source,
        '--to',
        openclaw.configFile,
        '--backend',
        prometheus.url,
        '--settle',
        '8s',
        '--verify-timeout',
        '20s',
        ...flags,
      ]);
    }
    const byLog = () => ['--log', openclaw.logFile, '--release', 'openclaw/2026.2'];

    it(
      'says that telemetry ended with an edit, after which 2026.2 exports nothing, and exits with 4',
      async () => {
        const { code, stdout, stderr } = await edit(...byLog());
        expect(stderr).toBe('');
        expect(stdout).toMatch(
          / error sync: telemetry ended after the change of \S+: no sample of job openclaw is newer than \S+; \S+ says at \S+ "restart mode: in-process restart \(OPENCLAW_NO_RESPAWN\)", after which openclaw\/2026\.2 exports nothing; restart the process of the gateway\n$/,
        );
        expect(code).toBe(4);
      },
      PATIENCE_MS,
    );

    it(
      'blames no later edit for what ended before it, and does not restart for it',
      async () => {
        const { code, stdout } = await edit(...byLog(), '--restart-command', restart);
        expect(stdout).toContain('none arrived before the change, either');
        expect(stdout).not.toContain('restart command');
        expect(code).toBe(3);
      },
      PATIENCE_MS,
    );

    it(
      'restarts the gateway where telemetry ended, sees it arrive again, and exits with 0',
      async () => {
        const { ok, message } = await restartByHand();
        expect(message).toMatch(/exit code 0/);
        expect(ok).toBe(true);
        await exporting();
        // A gateway that was restarted sends nothing before its first event.
        const over = new AbortController();
        const events = (async () => {
          while (!over.signal.aborted)
            await openclaw.command(['agent', '--session-id', 'more', '--message', 'hello', '--json']);
        })();
        const { code, stdout } = await edit(...byLog(), '--restart-command', restart);
        over.abort();
        await events;
        expect(stdout).toMatch(
          / error sync: telemetry ended after .+\n\S+ info sync: restart command: .+: exit code 0; output: restarted \d+.*\n\S+ info sync: telemetry arrives after .+\n$/,
        );
        expect(code).toBe(0);
      },
      PATIENCE_MS,
    );

    async function restartByHand() {
      const { runRestart } = await import('../../src/emit/sync/index.ts');
      const { commandWords } = await import('../../src/shared/text/command-words.ts');
      const words = commandWords(restart);
      if (words === undefined) throw new Error(restart);
      return runRestart(words, 60_000);
    }
  },
);
