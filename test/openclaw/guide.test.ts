import { execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { type RunningOpenclaw, startOpenclaw } from '../../testbed/openclaw/start.ts';
import { type FoundServer, type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { ENTRY } from '../harness/throughline.ts';
import { describeWithServers } from '../harness/with-server.ts';

const PAGE = readFileSync(new URL('../../docs/guide/openclaw.md', import.meta.url), 'utf8');
const PATIENCE_MS = 400_000;
const PORT_OF_NOTHING = 1;

/** One step of the page, in its order. */
type Step =
  | { readonly kind: 'commands'; readonly text: string; readonly shown: readonly string[] }
  | { readonly kind: 'restart' };

/** The commands below a heading of the page with the output that it shows; what is only documented is left out. */
function stepsOf(heading: string): readonly Step[] {
  const section = PAGE.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  const marks = /<!-- (documented|the gateway is restarted) -->|^```(\w+)\n([\s\S]*?)^```/gm;
  const steps: Step[] = [];
  let isDocumented = false;
  for (const [, comment, language, text = ''] of section.matchAll(marks)) {
    if (comment === 'documented') isDocumented = true;
    else if (comment !== undefined) steps.push({ kind: 'restart' });
    else if (language === 'sh' && isDocumented) isDocumented = false;
    else if (language === 'sh') steps.push({ kind: 'commands', text, shown: [] });
    else if (language === 'text') {
      const last = steps.at(-1);
      if (last?.kind !== 'commands') throw new Error(`no commands before the output: ${text}`);
      steps.splice(-1, 1, { ...last, shown: text.trim().split('\n') });
    }
  }
  return steps;
}

await describeWithServers(
  ['openclaw', 'openclaw@2026.9', 'prometheus'],
  'the guide "I run OpenClaw: where are my metrics?"',
  ([first, second, server]) => {
    if (!first || !second || !server) throw new Error('no servers');
    let prometheus: RunningBackend;
    let model: ModelServer;
    beforeAll(async () => {
      prometheus = await startBackend(server);
      model = await startModelServer();
    }, PATIENCE_MS);
    afterAll(async () => {
      await model.close();
      await prometheus.stop();
    });

    describe.each([
      { heading: 'OpenClaw 2026.2', real: first, least: 8 },
      { heading: 'OpenClaw 2026.9', real: second, least: 2 },
    ])('$heading', ({ heading, real, least }) => {
      let machine: Machine;
      beforeAll(() => {
        machine = new Machine(real, prometheus, model);
      }, PATIENCE_MS);
      afterAll(() => machine.dispose(), PATIENCE_MS);

      it(
        'runs each command in its order, and prints what the page shows',
        async () => {
          const steps = [...stepsOf('Which release do I run?'), ...stepsOf(heading)];
          expect(steps.filter(({ kind }) => kind === 'commands').length).toBeGreaterThan(least);
          for (const step of steps) {
            if (step.kind === 'restart') {
              await machine.restart();
              continue;
            }
            const { code, output } = await machine.run(step.text);
            const finds = /throughline (?:check|lint)/.test(step.text);
            expect(finds ? [0, 1] : [0], `${step.text}\n${output}`).toContain(code);
            for (const line of step.shown) expect(output).toContain(line);
          }
        },
        2 * PATIENCE_MS,
      );
    });
  },
);

await describeWithServers(
  ['victoriametrics', 'otelcol'],
  'the collector of the guide, between JSON and VictoriaMetrics',
  ([store, otelcol]) => {
    if (!store || !otelcol) throw new Error('no servers');

    it('takes the JSON that VictoriaMetrics refuses, and passes it on', async () => {
      const victoriametrics = await startBackend(store);
      const yaml = /^```yaml\n([\s\S]*?)^```/m.exec(PAGE)?.[1] ?? '';
      const collector = await startBackend(otelcol, {
        config: ({ host, port }) =>
          yaml
            .replace('0.0.0.0:4318', `${host}:${port}`)
            .replace('http://victoriametrics:8428', victoriametrics.url),
      });
      try {
        const refused = await pushJson(victoriametrics.otlpMetricsUrl);
        expect(refused.status).toBe(400);
        expect(await refused.text()).toContain("json encoding isn't supported");
        expect((await pushJson(collector.otlpMetricsUrl)).status).toBe(200);
        await expect
          .poll(async () => (await fetch(`${victoriametrics.url}/api/v1/label/__name__/values`)).json(), {
            timeout: 30_000,
          })
          .toMatchObject({ data: ['openclaw_session_state_total'] });
      } finally {
        await collector.stop();
        await victoriametrics.stop();
      }
    }, 120_000);
  },
);

/** As the plugin of 2026.2 does. */
async function pushJson(url: string): Promise<Response> {
  const dataPoints = [{ asDouble: 3, timeUnixNano: `${Date.now()}000000`, attributes: [] }];
  const sum = { isMonotonic: true, aggregationTemporality: 2, dataPoints };
  const metrics = [{ name: 'openclaw.session.state', unit: '1', sum }];
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'openclaw' } }] };
  const body = JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

/** A person's machine: a home, a global installation of OpenClaw, and a shell. */
class Machine {
  readonly #root = mkdtempSync(join(tmpdir(), 'throughline-guide-'));
  readonly #home = join(this.#root, 'home');
  readonly #prefix = join(this.#root, 'prefix');
  readonly #configFile = join(this.#home, '.openclaw', 'openclaw.json');
  readonly #real: FoundServer;
  readonly #prometheus: RunningBackend;
  #gateway: RunningOpenclaw | undefined;

  constructor(real: FoundServer, prometheus: RunningBackend, model: ModelServer) {
    this.#real = real;
    this.#prometheus = prometheus;
    mkdirSync(dirname(this.#configFile), { recursive: true });
    mkdirSync(join(this.#root, 'bin'));
    const commandLine = `#!/bin/sh\nexec '${process.execPath}' '${ENTRY}' "$@"\n`;
    writeFileSync(join(this.#root, 'bin', 'throughline'), commandLine, { mode: 0o755 });
    this.#install();
    writeFileSync(this.#configFile, JSON.stringify(this.#before(model)));
    writeFileSync(join(this.#home, 'dashboard.json'), JSON.stringify(DASHBOARD));
  }

  /** As `npm install --global` leaves it. The files are links to the cache, but for the folder that the guide changes. */
  #install(): void {
    const installed = dirname(this.#real.path);
    const modules = join(this.#prefix, 'node_modules');
    mkdirSync(modules, { recursive: true });
    for (const name of readdirSync(join(installed, 'node_modules'))) {
      const from = join(installed, 'node_modules', name);
      if (name === 'openclaw') execFileSync('cp', ['-al', from, modules]);
      else symlinkSync(from, join(modules, name));
    }
    cpSync(this.#real.path, join(this.#prefix, 'openclaw'));
    symlinkSync('.', join(this.#prefix, 'lib'));
    const plugin = join('node_modules', 'openclaw', 'extensions', 'diagnostics-otel');
    if (!this.#real.version.startsWith('2026.2.')) return;
    rmSync(join(this.#prefix, plugin), { recursive: true });
    cpSync(join(installed, plugin), join(this.#prefix, plugin), { recursive: true });
  }

  /** A gateway that works, without telemetry. */
  #before(model: ModelServer): object {
    const small = { id: 'small', name: 'small', contextWindow: 32_000, maxTokens: 1_000 };
    return {
      gateway: { mode: 'local', port: PORT_OF_NOTHING, auth: { mode: 'token', token: 'a-token-for-tests' } },
      logging: { file: join(this.#home, 'openclaw.log') },
      models: {
        providers: {
          main: { baseUrl: model.url, apiKey: 'a-key-for-tests', api: 'openai-completions', models: [small] },
        },
      },
      agents: { defaults: { model: { primary: 'main/small' }, skipBootstrap: true } },
    };
  }

  get #env(): Record<string, string> {
    const path = [join(this.#root, 'bin'), this.#prefix, process.env['PATH'] ?? ''].join(':');
    const cache = join(process.env['HOME'] ?? '', '.npm');
    return {
      PATH: path,
      HOME: this.#home,
      NO_COLOR: '1',
      OPENCLAW_DISABLE_BONJOUR: '1',
      npm_config_prefix: this.#prefix,
      // The registry and the certificates of this machine hold, though its prefix and its home do not.
      npm_config_globalconfig: npmSetting('globalconfig'),
      npm_config_userconfig: npmSetting('userconfig'),
      npm_config_cache: cache,
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
    };
  }

  /** Starts the gateway with the present configuration, and ends the one before. */
  async restart(): Promise<void> {
    await this.#gateway?.stop();
    const config = JSON.parse(readFileSync(this.#configFile, 'utf8')) as { gateway: object };
    const { port: _port, ...gateway } = config.gateway as Record<string, unknown>;
    this.#gateway = await startOpenclaw(this.#real, {
      from: { folder: this.#prefix },
      home: this.#home,
      config: { ...config, gateway },
    });
  }

  /** Runs commands of the page in a shell, with the addresses of this run in place of the examples, and short times. */
  async run(commands: string): Promise<{ code: number; output: string }> {
    const text = commands
      .replaceAll('http://prometheus:9090', this.#prometheus.url)
      .replace('"flushIntervalMs": 30000', '"flushIntervalMs": 1000')
      .replace('throughline sync --once', 'throughline sync --once --settle 2s --verify-timeout 30s');
    const child = spawn('bash', ['-e', '-c', text], { cwd: this.#home, env: this.#env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => (output += part));
    }
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code: code ?? -1, output };
  }

  async dispose(): Promise<void> {
    await this.#gateway?.stop();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** A dashboard with a name that is written in many places, and that no release stores in Prometheus. */
const DASHBOARD = {
  title: 'OpenClaw',
  panels: [
    {
      title: 'Wait in the queue',
      type: 'timeseries',
      targets: [
        {
          refId: 'A',
          expr: 'histogram_quantile(0.95, sum by (le) (rate(openclaw_queue_wait_ms_bucket[5m])))',
        },
      ],
    },
  ],
};

function npmSetting(name: string): string {
  return execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim();
}
