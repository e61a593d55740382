import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import { briefReport } from '../prove/report/index.ts';
import { TELEMETRY_PLUGIN } from '../shared/config/index.ts';
import type { Report } from '../shared/protocol/report.ts';
import type { DemoBackend } from './backend.ts';
import { type DemoEnvironment, startEnvironment, until } from './environment.ts';
import { demoConfigMap, demoSettings, type Setting } from './config.ts';
import { checkReport, type GatewayClient, gatewayClient, NoReportError } from './process/index.ts';
import type { DemoProgress } from './progress.ts';
import { type Sent, sendRound } from './traffic.ts';

export interface DemoOptions {
  /** Closed when the demo ends. */
  readonly backend: DemoBackend;
  /** The built command line, for the processes of the demo. */
  readonly entry: string;
  /** Text of the ConfigMap's manifest, with the fault that the demo fixes. */
  readonly configMap: string;
  readonly progress: DemoProgress;
  /** Ends the demo early; its processes and files go with it. */
  readonly signal: AbortSignal;
}

/** A step of the demo had another result than it must have; the message says which. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

/**
 * One day of operations in three acts, each step done by the real commands. Every setting is right and nothing arrives;
 * the printed fix is applied, and the gateway reloads it; everything arrives, as much as was recorded.
 *
 * @throws {DemoError}
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { backend, progress, signal } = options;
  let environment: DemoEnvironment | undefined;
  const close = async (): Promise<void> => {
    await environment?.close();
    await backend.close();
  };
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new DemoError('interrupted')), { once: true });
  });
  // It may reject when nothing waits for it any more.
  aborted.catch(() => undefined);
  try {
    const settings = demoSettings(backend.endpoint);
    const configMap = demoConfigMap(options.configMap, settings);
    environment = await Promise.race([startEnvironment({ entry: options.entry, configMap }), aborted]);
    await Promise.race([runActs(environment, backend, settings, options.entry, progress), aborted]);
  } catch (error) {
    throw error instanceof NoReportError ? new DemoError(error.message) : error;
  } finally {
    await close();
  }
}

async function runActs(
  environment: DemoEnvironment,
  backend: DemoBackend,
  settings: readonly Setting[],
  entry: string,
  progress: DemoProgress,
): Promise<void> {
  const gateway = gatewayClient(environment.gatewayUrl, environment.gatewayToken);
  const sources = [
    '--config',
    environment.manifest,
    '--gateway',
    environment.gatewayUrl,
    '--backend',
    backend.url,
  ];
  const check = (...more: string[]): Promise<Report> =>
    checkReport(entry, [...sources, ...more], { env: environment.env });

  progress.act('Act 1: every setting is right, and nothing arrives');
  progress.step(`backend: ${backend.title} at ${backend.url}`);
  progress.step(
    `gateway runs as process ${environment.gateway.pid} on the ConfigMap of that day; what differs:`,
  );
  for (const { path, value } of settings) progress.detail(`${path.join('.')} is ${value}`);
  const first = await traffic(environment, gateway, 'before', progress);
  const broken = await check();
  progress.step(`throughline check, ${broken.vantage}:`);
  progress.block(briefReport(broken, { colours: process.stdout.isTTY }));
  expect(broken.verdict === 'broken', `the verdict should be broken, and is ${broken.verdict}`);
  expect(broken.arrived === 0, `nothing should have arrived, and ${broken.arrived} have`);
  expect(
    broken.rootCause?.link === 'plugin',
    `the root cause should be the plugin, and is ${broken.rootCause?.check}`,
  );

  progress.act('Act 2: the fix is applied, and carried over without a restart');
  const during = sendRound(environment.gatewayUrl, environment.webhookToken, 'during');
  await applyToFile(environment.manifest, broken);
  progress.step('the diff is applied to the ConfigMap; messages keep coming');
  await until(() => gateway.pluginRuns(TELEMETRY_PLUGIN));
  progress.step(`sync carried it over: ${/sha256:.*/.exec(environment.sync.lines.at(-1) ?? '')?.[0] ?? ''}`);
  const { process: running } = await gateway.status();
  expect(running.pid === environment.gateway.pid, 'the gateway should be the same process');
  progress.step(`the gateway took it over, still as process ${running.pid}; ${TELEMETRY_PLUGIN} runs`);
  const second = await during;

  progress.act('Act 3: everything arrives');
  const third = await traffic(environment, gateway, 'after', progress);
  const accepted = [first, second, third].flatMap((sent) => sent.accepted);
  const reached = new Set(
    environment.model.requests.flatMap(({ messages }) => messages.at(-1)?.content ?? []),
  );
  const dropped = accepted.filter((text) => !reached.has(text));
  expect(dropped.length === 0, `messages were dropped: ${dropped.join(', ')}`);
  progress.step(`${accepted.length} messages accepted, before, during and after: none was dropped`);
  await until(() => gateway.allAcknowledged());
  const arriving = await check('--canary', '--wait', '20s');
  progress.step(`throughline check, ${arriving.vantage}:`);
  progress.block(briefReport(arriving, { colours: process.stdout.isTTY }));
  expect(arriving.verdict === 'arriving', `the verdict should be arriving, and is ${arriving.verdict}`);
  expect(arriving.arrived === arriving.expected, `${arriving.arrived} of ${arriving.expected} arrived`);
  const differing = arriving.metrics.filter(({ recorded, stored }) => recorded !== stored);
  expect(
    differing.length === 0,
    `stored otherwise than recorded: ${differing.map(({ otlp }) => otlp).join(', ')}`,
  );
  progress.act('What was recorded has arrived, metric by metric.');
}

async function traffic(
  environment: DemoEnvironment,
  gateway: GatewayClient,
  round: string,
  progress: DemoProgress,
): Promise<Sent> {
  const sent = await sendRound(environment.gatewayUrl, environment.webhookToken, round);
  await until(() => gateway.isIdle());
  progress.step(
    `${sent.accepted.length + sent.refused} webhooks sent, ${sent.refused} of them refused on purpose; all messages processed`,
  );
  return sent;
}

/** Applies the printed diff as `patch -p1` would. */
async function applyToFile(manifest: string, { rootCause }: Report): Promise<void> {
  const diff = rootCause?.fix?.diff;
  if (diff === undefined) throw new DemoError('the check should have printed a diff');
  const changed = applyPatch(await readFile(manifest, 'utf8'), diff);
  if (changed === false) throw new DemoError('the diff should apply to the ConfigMap');
  await writeFile(manifest, changed);
}

function expect(condition: boolean, otherwise: string): void {
  if (!condition) throw new DemoError(otherwise);
}

/** The ConfigMap that comes with the package. */
export function packagedConfigMap(root: string): Promise<string> {
  return readFile(join(root, 'examples', 'configmap-openclaw.yaml'), 'utf8');
}
