import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTap, type Tap } from '../../src/prove/tap/index.ts';
import { startModelServer } from '../../src/demo/model-server/index.ts';
import type { BackendPool, ScenarioBackend } from './backends.ts';
import { type Checked, runCheckProcess } from './check.ts';
import { layFiles, type ScenarioFiles } from './files.ts';
import { configFileOf, type GatewayPlan, type ScenarioGateway, startScenarioGateway } from './gateway.ts';
import { ScenarioError } from './error.ts';
import type { Given } from './schema.ts';
import { freePorts } from '../servers/index.ts';
import { type Services, startServices } from './services.ts';
import { preloadEnv } from './preload-env.ts';
import { DEFAULT_MESSAGES, sendTraffic, until } from './traffic.ts';

/** A scenario that is set up: files, servers, a gateway that has done its work. */
export interface RunningScenario {
  readonly folder: string;
  check(more?: readonly string[]): Promise<Checked>;
  close(): Promise<void>;
}

export interface SetUpPlan {
  readonly given: Given;
  readonly files: ScenarioFiles;
  readonly entry: string;
  readonly pool: BackendPool;
  /** The fault is the endpoint's name or address, so it resolves only if it is a usual name. */
  readonly isAboutNames: boolean;
}

const PUSHES = 2;
/** The default interval of a push is 30 seconds. */
const MOST_WAIT_MS = 40_000;
/** A plugin that does not run by then, or an exporter that cannot push, will not push later. */
const SETTLE_MS = 3_000;
const FLUSH_MS = 1_000;
const TAP_TIMEOUT_MS = 10_000;

/** @throws {ScenarioError} @throws {ServerError} if a real server is not available */
export async function setUpScenario({
  given,
  files,
  entry,
  pool,
  isAboutNames,
}: SetUpPlan): Promise<RunningScenario> {
  const root = await mkdtemp(join(tmpdir(), 'throughline-scenario-'));
  const folder = join(root, 'files');
  const closers: (() => Promise<unknown>)[] = [() => rm(root, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const end of closers.splice(0).toReversed()) await end();
  };
  try {
    await layFiles(files, folder);
    // A server reads its configuration when it starts, so the port of what it scrapes is filled in before.
    const [exporterPort] = await freePorts('127.0.0.1', 1);
    const exporter = { EXPORTER_PORT: String(exporterPort) };
    await fillIn(folder, exporter);
    const backend = await pool.get(given.backend, folder, given.gateway !== 'throughline');
    const recordings = given.fault.kind === 'recorded' ? join(folder, given.fault.answers) : undefined;
    const endpoint = isAboutNames ? undefined : endpointAddress(folder, given);
    const services = await startServices(given, backend, recordings, endpoint);
    closers.push(() => services.close());
    const tap = given.tap ? await tapBefore(services, backend) : undefined;
    if (tap) closers.push(() => tap.close());
    const values = { ...exporter, ...placeholders(services, backend, tap) };
    await fillIn(folder, values);

    const token = 'api-token-of-the-lab';
    const model = await startModelServer();
    closers.push(() => model.close());
    const env = {
      ...inheritedEnv(),
      ...preloadEnv(services.preload, entry),
      POD_NAME: `${hostname()}-${root.slice(-6)}`,
      OPENCLAW_GATEWAY_TOKEN: token,
      OPENCLAW_WEBHOOK_TOKEN: 'webhook-token-of-the-lab',
      OPENCLAW_MODEL_BASE_URL: model.url,
      OPENCLAW_MODEL_API_KEY: 'not required',
    };
    const gatewayEnv = { ...env, ...filled(given.env, values) };
    const gateway = await startGateway(given, {
      entry,
      folder,
      home: join(root, 'home'),
      env: gatewayEnv,
      token,
    });
    if (gateway) closers.push(() => gateway.stop());
    const { traffic } = given;
    if (gateway && traffic !== 'none')
      await sendTraffic(gateway, traffic === 'default' ? DEFAULT_MESSAGES : traffic);
    if (gateway) await untilPushed(gateway);

    const args = checkArgs(given, backend, gateway, tap, values);
    const checkEnv = { ...env, THROUGHLINE_GATEWAY_TOKEN: gateway?.token ?? token };
    return {
      folder,
      check: (more = []) => runCheckProcess(entry, [...args, ...more], folder, checkEnv),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The environment without what the shell sets for its own telemetry. */
function inheritedEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:OTEL_|THROUGHLINE_|OPENCLAW_)|_PROXY$/i.test(name)),
  );
}

/** `host:port` of the configured endpoint; undefined if it is filled in later, or is not a URL. */
function endpointAddress(folder: string, { config, env }: Given): string | undefined {
  const file = config === undefined ? undefined : configFileOf(join(folder, config));
  const written = file?.reading.ok ? file.reading.config.diagnostics.otel.endpoint : undefined;
  const endpoint = written ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '';
  if (!URL.canParse(endpoint)) return undefined;
  const { hostname: host, port, protocol } = new URL(endpoint);
  return `${host}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

type Values = Readonly<Record<string, string>>;

function tapBefore(services: Services, backend: ScenarioBackend | undefined): Promise<Tap> {
  const to = `${services.receiver}${backend?.otlpPath ?? ''}`;
  return startTap({ host: '127.0.0.1', port: 0, to, timeoutMs: TAP_TIMEOUT_MS, now: Date.now });
}

function placeholders(
  services: Services,
  backend: ScenarioBackend | undefined,
  tap: Tap | undefined,
): Values {
  const replicas = (backend?.urls ?? []).map((url, index) => [`REPLICA_${index + 1}_URL`, url] as const);
  return {
    OTLP_ENDPOINT: tap?.url ?? `${services.receiver}${backend?.otlpPath ?? ''}`,
    RECEIVER: services.receiver,
    BACKEND_URL: backend?.urls[0] ?? '',
    ...Object.fromEntries(replicas),
  };
}

function fill(text: string, values: Values): string {
  return text.replaceAll(/\$\{([A-Z0-9_]+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function filled(record: Readonly<Record<string, string>>, values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, text]) => [name, fill(text, values)]));
}

/** Fills in the placeholders, and shortens the interval so that no scenario waits half a minute for a push. */
async function fillIn(folder: string, values: Values): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:ya?ml|json5?|txt|log|env)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    const short = text.replaceAll(/(["']?flushIntervalMs["']?\s*:\s*)(\d+)/g, (_, key: string, ms: string) =>
      Number(ms) > FLUSH_MS ? `${key}${FLUSH_MS}` : `${key}${ms}`,
    );
    const changed = fill(short, values);
    if (changed !== text) await writeFile(path, changed);
  }
}

async function startGateway(
  { gateway, config }: Given,
  plan: Omit<GatewayPlan, 'config'>,
): Promise<ScenarioGateway | undefined> {
  if (gateway === 'none') return undefined;
  if (gateway === 'throughline') {
    if (config === undefined)
      throw new ScenarioError(
        'a gateway needs given.config; for a scenario without a gateway write gateway: none',
      );
    return startScenarioGateway({ ...plan, config });
  }
  const { folder, env } = plan;
  const { spawn } = await import('node:child_process');
  const child = spawn(gateway, { cwd: folder, env, shell: true, stdio: 'ignore', detached: true });
  const stop = async (): Promise<void> => {
    // The shell and its children are one process group.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  return { url: '', token: plan.token, channels: {}, client: undefined, stop };
}

async function untilPushed({ client }: ScenarioGateway): Promise<void> {
  if (!client) return;
  const begun = Date.now();
  await until(async () => {
    const { exporter } = await client.status();
    if (exporter && exporter.accepted + exporter.refused >= PUSHES) return true;
    const interval = exporter?.intervalMs ?? 0;
    return Date.now() - begun > SETTLE_MS + (PUSHES + 1) * interval;
  }, MOST_WAIT_MS);
}

function checkArgs(
  given: Given,
  backend: ScenarioBackend | undefined,
  gateway: ScenarioGateway | undefined,
  tap: Tap | undefined,
  values: Values,
): string[] {
  const { config, manifests, contract } = given;
  return [
    ...(config === undefined ? [] : ['--config', config]),
    ...(manifests === undefined ? [] : ['--manifests', manifests]),
    ...(contract === undefined ? [] : ['--contract', contract]),
    ...(gateway && gateway.url !== '' ? ['--gateway', gateway.url] : []),
    ...(backend?.urls ?? []).flatMap((url) => ['--backend', url]),
    ...(tap ? ['--tap', tap.url] : []),
    ...given.check.map((argument) => fill(argument, values)),
  ];
}
