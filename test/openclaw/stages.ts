import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ModelServer, startModelServer } from '../../src/demo/model-server/index.ts';
import { type RunningOpenclaw, startOpenclaw } from '../../testbed/openclaw/start.ts';
import { type FoundServer, type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { type BotApi, startBotApi } from './bot-api.ts';

/**
 * The stages that the telemetry of a real OpenClaw 2026.2.19 goes through, each on real servers. What happens in each is in
 * README.md beside this file, and its log lines are in `lines/`.
 */
export const STAGES = ['A', 'B', 'C', 'D', 'E', 'H'] as const;
export type StageName = (typeof STAGES)[number];

export const FLUSH_INTERVAL_MS = 1_000;
const CONTRACT = fileURLToPath(new URL('../../contracts/openclaw-2026.2.yaml', import.meta.url));
const UNTIL_MS = 120_000;
const POLL_MS = 100;

export interface StageServers {
  readonly openclaw: FoundServer;
  readonly prometheus: FoundServer;
  readonly victoriametrics: FoundServer;
}

export interface RunningStage {
  readonly name: StageName;
  readonly openclaw: RunningOpenclaw;
  readonly backend: RunningBackend;
  /** A file with what the backend has printed until the stage was reached. */
  readonly backendLog: string;
  /** A file with the contract of the version, with the interval of this gateway. */
  readonly contract: string;
  /** When the gateway said that it restarts in its process; stage E only. */
  readonly restartedAt?: string;
  readonly stop: () => Promise<void>;
}

/** What a stage has, apart from the others. */
interface Plan {
  readonly backend: 'prometheus' | 'victoriametrics';
  /** Whether the plugin has an entry in the configuration. */
  readonly entry: boolean;
  /** Whether the dependencies of the plugin are installed in its folder. */
  readonly dependencies: boolean;
  /** Who speaks to the agent. */
  readonly traffic: 'none' | 'command line' | 'channel';
  /** Whether the configuration is edited afterwards. */
  readonly edit: boolean;
}

const PLANS: Readonly<Record<StageName, Plan>> = {
  A: { backend: 'prometheus', entry: false, dependencies: false, traffic: 'none', edit: false },
  B: { backend: 'prometheus', entry: true, dependencies: false, traffic: 'none', edit: false },
  C: { backend: 'victoriametrics', entry: true, dependencies: true, traffic: 'command line', edit: false },
  D: { backend: 'prometheus', entry: true, dependencies: true, traffic: 'command line', edit: false },
  E: { backend: 'prometheus', entry: true, dependencies: true, traffic: 'command line', edit: true },
  H: { backend: 'prometheus', entry: true, dependencies: true, traffic: 'channel', edit: false },
};

/**
 * Starts a stage, and waits until what it is about has happened.
 * @throws where it does not happen in time, with what the gateway printed
 */
export async function startStage(name: StageName, servers: StageServers): Promise<RunningStage> {
  const plan = PLANS[name];
  const closing: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const backend = await startBackend(servers[plan.backend]);
    closing.push(() => backend.stop());
    const model = await startModelServer();
    closing.push(() => model.close());
    const bot = plan.traffic === 'channel' ? await startBot(closing) : undefined;
    const openclaw = await startOpenclaw(servers.openclaw, {
      from: plan.dependencies ? 'completed' : 'package',
      config: configOf(plan, backend, model, bot),
      env: { ...bot?.env, ...(plan.edit ? RESTARTS_IN_PROCESS : {}) },
    });
    closing.push(() => openclaw.stop());
    if (plan.traffic === 'command line') await turn(openclaw, 'first');
    if (bot !== undefined) await talk(openclaw, bot);
    if (name === 'D' || name === 'E' || name === 'H') await arrived(openclaw, backend);
    if (name === 'B')
      await until(openclaw, 'the plugin fails', () => /failed to load/.test(openclaw.output()));
    if (name === 'C') await until(openclaw, 'a push is refused', () => refused(backend));
    const restartedAt = plan.edit ? await edited(openclaw) : undefined;
    const backendLog = join(dirname(openclaw.logFile), 'backend.log');
    await writeFile(backendLog, backend.logs());
    const contract = join(dirname(openclaw.logFile), 'contract.yaml');
    const text = await readFile(CONTRACT, 'utf8');
    await writeFile(
      contract,
      text.replace(/^flushInterval: .*$/m, `flushInterval: ${FLUSH_INTERVAL_MS / 1_000}s`),
    );
    return {
      name,
      openclaw,
      backend,
      backendLog,
      contract,
      stop,
      ...(restartedAt === undefined ? {} : { restartedAt }),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Without this variable, and without a supervisor, 2026.2 answers an edit with a new process; with a supervisor it ends, to be
 * started again. In both exporting goes on. In an image that sets the variable it restarts in its process.
 */
const RESTARTS_IN_PROCESS = { OPENCLAW_NO_RESPAWN: '1' };

async function startBot(closing: (() => unknown)[]): Promise<BotApi> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-bot-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const bot = await startBotApi(folder);
  closing.push(() => bot.stop());
  return bot;
}

function configOf(
  plan: Plan,
  backend: RunningBackend,
  model: ModelServer,
  bot: BotApi | undefined,
): Record<string, unknown> {
  const large = {
    id: 'large',
    name: 'large',
    reasoning: false,
    input: ['text'],
    cost: { input: 1, output: 2, cacheRead: 0.1, cacheWrite: 0.2 },
    contextWindow: 32_000,
    maxTokens: 1_000,
  };
  const main = { baseUrl: model.url, apiKey: 'a-key-for-tests', api: 'openai-completions', models: [large] };
  return {
    models: { mode: 'merge', providers: { main } },
    agents: { defaults: { model: { primary: 'main/large' }, skipBootstrap: true } },
    ...(bot === undefined ? {} : { channels: { telegram: bot.channel } }),
    plugins: {
      entries: {
        ...(plan.entry ? { 'diagnostics-otel': { enabled: true } } : {}),
        ...(bot === undefined ? {} : { telegram: { enabled: true } }),
      },
    },
    diagnostics: {
      enabled: true,
      otel: {
        enabled: true,
        endpoint: backend.otlpMetricsUrl.replace(/\/v1\/metrics$/, ''),
        protocol: 'http/protobuf',
        traces: false,
        metrics: true,
        flushIntervalMs: FLUSH_INTERVAL_MS,
      },
    },
  };
}

/** One turn of the agent by the command line, through the gateway. */
async function turn(openclaw: RunningOpenclaw, session: string): Promise<void> {
  const { code, stdout, stderr } = await openclaw.command(
    ['agent', '--session-id', session, '--message', 'hello there', '--json'],
    { timeoutMs: UNTIL_MS },
  );
  if (code !== 0)
    throw new Error(`openclaw agent ended with ${code}:\n${stdout}${stderr}\n${openclaw.output()}`);
}

/** Messages through a channel, each answered. */
async function talk(openclaw: RunningOpenclaw, bot: BotApi): Promise<void> {
  for (const [index, text] of ['one', 'two', 'three'].entries()) {
    bot.say(text);
    await until(openclaw, `"${text}" is answered`, () => bot.sent().length > index);
  }
}

async function arrived(openclaw: RunningOpenclaw, backend: RunningBackend): Promise<void> {
  await until(openclaw, 'the turn is stored', async () => {
    const response = await fetch(
      `${backend.url}/api/v1/query?query=openclaw_session_state_total{openclaw_state="idle"}`,
    );
    const { data } = (await response.json()) as { data: { result: unknown[] } };
    return data.result.length > 0;
  });
  await sleep(2 * FLUSH_INTERVAL_MS);
}

async function refused(backend: RunningBackend): Promise<boolean> {
  const counters = await (await fetch(`${backend.address}/metrics`)).text();
  return /vm_http_request_errors_total\{path="\/opentelemetry\/v1\/metrics"[^}]*\} [1-9]/.test(counters);
}

/** Edits the file as a person does, waits for the restart and for one more turn, and until what is stored is stale. */
async function edited(openclaw: RunningOpenclaw): Promise<string> {
  const text = await readFile(openclaw.configFile, 'utf8');
  await writeFile(
    openclaw.configFile,
    text
      .replace('"maxTokens": 1000', '"maxTokens": 900')
      .replace(/"flushIntervalMs": \d+/, `"flushIntervalMs": ${FLUSH_INTERVAL_MS + 100}`),
  );
  const restart = /^(\S+) \[gateway\] restart mode: in-process restart/m;
  await until(openclaw, 'it restarts in its process', () => restart.test(openclaw.output()));
  await until(
    openclaw,
    'it listens again',
    () => openclaw.output().split('listening on ws://127').length > 2,
  );
  await turn(openclaw, 'second');
  await sleep(5 * FLUSH_INTERVAL_MS);
  return restart.exec(openclaw.output())?.[1] ?? '';
}

async function until(
  openclaw: RunningOpenclaw,
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = performance.now() + UNTIL_MS;
  while (!(await holds())) {
    if (performance.now() > end)
      throw new Error(`${what}: not within ${UNTIL_MS / 1_000} s\n${openclaw.output()}`);
    await sleep(POLL_MS);
  }
}
