import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { type Ledger, ledgerSchema } from '../../src/shared/protocol/ledger.ts';
import { type RunningOpenclaw, startOpenclaw } from '../../testbed/openclaw/start.ts';
import { type FoundServer, type RunningBackend } from '../../testbed/servers/index.ts';
import { type BotApi, startBotApi } from './bot-api.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const UNTIL_MS = 120_000;
const FLUSH_INTERVAL_MS = 1_000;

/** What a test has started, to be closed in the reverse order. */
export const closing: (() => unknown)[] = [];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'throughline-plugin-'));
  closing.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A home in which the plugin is installed by OpenClaw's own command, from the archive that `throughline plugin` writes. */
function homeWithPlugin(server: FoundServer, flags: readonly string[]): { home: string; config: object } {
  const home = folder();
  const written = execFileSync(process.execPath, [MAIN, 'plugin', home], { encoding: 'utf8' });
  const archive = /^.*\.tgz$/m.exec(written)?.[0];
  if (archive === undefined) throw new Error(`no archive in ${written}`);
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, NO_COLOR: '1' };
  execFileSync(server.path, ['plugins', 'install', ...flags, archive], { env, stdio: 'pipe' });
  const config = JSON.parse(readFileSync(join(home, '.openclaw', 'openclaw.json'), 'utf8')) as object;
  return { home, config };
}

interface Wishes {
  readonly backend: RunningBackend;
  readonly model: ModelServer;
  readonly installFlags?: readonly string[];
  readonly bot?: BotApi;
}

export async function startWithPlugin(
  server: FoundServer,
  { backend, model, bot, installFlags = [] }: Wishes,
) {
  const { home, config } = homeWithPlugin(server, installFlags);
  const { plugins } = config as { plugins: { entries: object } };
  const large = {
    id: 'large',
    name: 'large',
    reasoning: false,
    input: ['text'],
    cost: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 0.2 },
    contextWindow: 32_000,
    maxTokens: 1_000,
  };
  const openclaw = await startOpenclaw(server, {
    home,
    // An edit of the configuration then restarts the gateway within its process.
    env: { OPENCLAW_NO_RESPAWN: '1', ...bot?.env },
    config: {
      ...config,
      models: {
        mode: 'merge',
        providers: {
          main: { baseUrl: model.url, apiKey: 'a-key-for-tests', api: 'openai-completions', models: [large] },
        },
      },
      agents: { defaults: { model: { primary: 'main/large' }, skipBootstrap: true } },
      ...(bot && { channels: { telegram: bot.channel } }),
      plugins: { ...plugins, entries: { ...plugins.entries, ...(bot && { telegram: { enabled: true } }) } },
      diagnostics: {
        enabled: true,
        otel: {
          enabled: true,
          endpoint: backend.otlpMetricsUrl.replace(/\/v1\/metrics$/, ''),
          flushIntervalMs: FLUSH_INTERVAL_MS,
        },
      },
    },
  });
  closing.push(() => openclaw.stop());
  await until(openclaw, 'the plugin starts', () =>
    /diagnostics-otel: pushes metrics to/.test(openclaw.output()),
  );
  return openclaw;
}

export async function until(
  openclaw: RunningOpenclaw,
  what: string,
  holds: () => boolean | Promise<boolean>,
) {
  const end = performance.now() + UNTIL_MS;
  while (!(await holds())) {
    if (performance.now() > end)
      throw new Error(`${what}: not within ${UNTIL_MS / 1_000} s\n${openclaw.output()}`);
    await sleep(100);
  }
}

export async function ask(openclaw: RunningOpenclaw, path: string): Promise<unknown> {
  const headers = { authorization: `Bearer ${openclaw.token}` };
  return await (await fetch(`${openclaw.url}${path}`, { headers })).json();
}

async function ledgerOf(openclaw: RunningOpenclaw): Promise<Ledger> {
  return ledgerSchema.parse(await ask(openclaw, '/api/telemetry'));
}

/** The ledger, once all that was recorded is acknowledged and nothing more comes. */
export async function settledLedger(openclaw: RunningOpenclaw, moved: readonly string[]): Promise<Ledger> {
  let ledger = await ledgerOf(openclaw);
  let before = '';
  await until(openclaw, `${moved.join(', ')} are recorded and accepted`, async () => {
    await sleep(FLUSH_INTERVAL_MS);
    ledger = await ledgerOf(openclaw);
    const text = JSON.stringify(ledger.metrics);
    const isSame = text === before;
    before = text;
    const recorded = ledger.metrics.filter(({ live }) => live.events > 0);
    return (
      isSame &&
      moved.every((name) => recorded.some((metric) => metric.name === name)) &&
      recorded.every(({ live, acknowledged }) => live.value === acknowledged.value)
    );
  });
  return ledger;
}

/** The totals of the ledger under the names by which a backend stores them. */
export function totals({ metrics }: Ledger): Record<string, number> {
  const histograms = /_ms$|^openclaw\.(?:context\.tokens|queue\.depth)$/;
  return Object.fromEntries(
    metrics
      .filter(({ live }) => live.events > 0)
      .map(({ name, acknowledged }) => [
        `${name.replaceAll('.', '_')}_${histograms.test(name) ? 'count' : 'total'}`,
        acknowledged.value,
      ]),
  );
}

export async function query(backend: RunningBackend, expression: string) {
  const url = new URL(`${backend.url}/api/v1/query`);
  url.searchParams.set('query', expression);
  const { data } = (await (await fetch(url)).json()) as {
    data: {
      result: { metric: Record<string, string>; value: [number, string]; values: [number, string][] }[];
    };
  };
  return data.result;
}

/** For each stored name what its series grew by, sample by sample; a series that does not begin with 0 is NaN. */
export async function stored(
  backend: RunningBackend,
  names: readonly string[],
): Promise<Record<string, number>> {
  const grown: Record<string, number> = {};
  for (const name of names) {
    for (const { values } of await query(backend, `${name}[10m]`)) {
      const numbers = values.map(([, value]) => Number(value));
      grown[name] = (grown[name] ?? 0) + (numbers[0] === 0 ? (numbers.at(-1) ?? NaN) : NaN);
    }
  }
  return grown;
}

export async function say(openclaw: RunningOpenclaw, bot: BotApi, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const before = bot.sent().length;
    bot.say(text);
    await until(openclaw, `"${text}" is answered`, () => bot.sent().length > before);
  }
}

export async function turn(openclaw: RunningOpenclaw, session: string): Promise<void> {
  const args = ['agent', '--session-id', session, '--message', 'hello there', '--json'];
  const { code, stdout, stderr } = await openclaw.command(args, { timeoutMs: UNTIL_MS });
  if (code !== 0)
    throw new Error(`openclaw agent ended with ${code}:\n${stdout}${stderr}\n${openclaw.output()}`);
}

export async function check(openclaw: RunningOpenclaw, backend: RunningBackend): Promise<unknown> {
  const args = ['check', '--gateway', openclaw.url, '--backend', backend.url, '-o', 'json'];
  const env = { PATH: process.env['PATH'] ?? '', THROUGHLINE_GATEWAY_TOKEN: openclaw.token };
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], {
    env,
    maxBuffer: 1e8,
  }).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout);
}

/** A gateway with the plugin, once messages through a channel and a turn by the command line are in the backend. */
export async function withTraffic(server: FoundServer, backend: RunningBackend, moved: readonly string[]) {
  const model = await startModelServer();
  closing.push(() => model.close());
  const bot = await startBotApi(folder());
  closing.push(() => bot.stop());
  const openclaw = await startWithPlugin(server, { backend, model, bot });
  await say(openclaw, bot, ['one', 'two']);
  await turn(openclaw, 'by-command');
  return { openclaw, bot, ledger: await settledLedger(openclaw, moved) };
}
