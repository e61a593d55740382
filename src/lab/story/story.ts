import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyPatch } from 'diff';
import { briefReport } from '../../report/index.ts';
import type { Report } from '../../verify/index.ts';
import { type StoryBackend, storyBackend } from './backend.ts';
import { assemble, type Cast, until } from './cast.ts';
import { type Difference, storyConfigMap, storyDifferences } from './config.ts';
import { type GatewayClient, gatewayClient } from '../process/index.ts';
import type { Narrator } from './narrator.ts';
import { type Sent, sendRound } from './traffic.ts';

export interface StoryOptions {
  /** `embedded`, id of a real server, or URL of one that runs. */
  readonly backend: string;
  /** The built command line, for the processes of the story. */
  readonly entry: string;
  /** Manifest of the ConfigMap of the seed. */
  readonly configMap: string;
  readonly narrator: Narrator;
  /** Ends the story early; its processes and files go with it. */
  readonly signal: AbortSignal;
}

/** Something did not come out as the story has it; the message says what. */
export class StoryError extends Error {
  override readonly name = 'StoryError';
}

const PLUGIN = 'diagnostics-otel';

/**
 * One day of operations in three acts, each step done by the real commands: every setting is right and nothing
 * arrives; the printed fix is applied and carried over; everything arrives, and as much as was recorded.
 *
 * @throws {StoryError}
 */
export async function tellStory(options: StoryOptions): Promise<void> {
  const { narrator, signal } = options;
  const backend = await storyBackend(options.backend);
  let cast: Cast | undefined;
  const close = async (): Promise<void> => {
    await cast?.close();
    await backend.close();
  };
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new StoryError('interrupted')), { once: true });
  });
  // Who waits for it races against it; nobody may be waiting when it ends.
  aborted.catch(() => undefined);
  try {
    const differences = storyDifferences(backend.endpoint);
    const configMap = storyConfigMap(options.configMap, differences);
    cast = await Promise.race([assemble({ entry: options.entry, configMap }), aborted]);
    await Promise.race([play(cast, backend, differences, options.entry, narrator), aborted]);
  } finally {
    await close();
  }
}

async function play(
  cast: Cast,
  backend: StoryBackend,
  differences: readonly Difference[],
  entry: string,
  narrator: Narrator,
): Promise<void> {
  const gateway = gatewayClient(cast.gatewayUrl, cast.gatewayToken);
  const check = (...more: string[]): Promise<Report> => runCheckCommand(entry, cast, backend, more);

  narrator.act('Act 1: every setting is right, and nothing arrives');
  narrator.step(`backend: ${backend.title} at ${backend.url}`);
  narrator.step(`gateway runs as process ${cast.gateway.pid} on the ConfigMap of that day; what differs:`);
  for (const { path, value } of differences) narrator.detail(`${path.join('.')} is ${value}`);
  const first = await traffic(cast, gateway, 'before', narrator);
  const broken = await check();
  narrator.step(`throughline check, ${broken.vantage}:`);
  narrator.block(briefReport(broken, { colours: process.stdout.isTTY }));
  expect(broken.verdict === 'broken', `the verdict should be broken, and is ${broken.verdict}`);
  expect(broken.arrived === 0, `nothing should have arrived, and ${broken.arrived} have`);
  expect(
    broken.rootCause?.link === 'plugin',
    `the root cause should be the plugin, and is ${broken.rootCause?.check}`,
  );

  narrator.act('Act 2: the fix is applied, and carried over without a restart');
  const during = sendRound(cast.gatewayUrl, cast.webhookToken, 'during');
  await applyToFile(cast.manifest, broken);
  narrator.step('the diff is applied to the ConfigMap; messages keep coming');
  await until(() => gateway.pluginRuns(PLUGIN));
  narrator.step(`sync carried it over: ${/sha256:.*/.exec(cast.sync.lines.at(-1) ?? '')?.[0] ?? ''}`);
  const { process: running } = await gateway.status();
  expect(running.pid === cast.gateway.pid, 'the gateway should be the same process');
  narrator.step(`the gateway took it over, still as process ${running.pid}; ${PLUGIN} runs`);
  const second = await during;

  narrator.act('Act 3: everything arrives');
  const third = await traffic(cast, gateway, 'after', narrator);
  const accepted = [first, second, third].flatMap((sent) => sent.accepted);
  const answered = new Set(cast.model.requests.flatMap(({ messages }) => messages.at(-1)?.content ?? []));
  const dropped = accepted.filter((text) => !answered.has(text));
  expect(dropped.length === 0, `messages were dropped: ${dropped.join(', ')}`);
  narrator.step(`${accepted.length} messages accepted, before, during and after: none was dropped`);
  await until(() => gateway.allAcknowledged());
  const arriving = await check('--canary', '--wait', '20s');
  narrator.step(`throughline check, ${arriving.vantage}:`);
  narrator.block(briefReport(arriving, { colours: process.stdout.isTTY }));
  expect(arriving.verdict === 'arriving', `the verdict should be arriving, and is ${arriving.verdict}`);
  expect(arriving.arrived === arriving.expected, `${arriving.arrived} of ${arriving.expected} arrived`);
  const differing = arriving.metrics.filter(({ recorded, stored }) => recorded !== stored);
  expect(
    differing.length === 0,
    `stored otherwise than recorded: ${differing.map(({ otlp }) => otlp).join(', ')}`,
  );
  narrator.act('What was recorded has arrived, metric by metric.');
}

async function traffic(cast: Cast, gateway: GatewayClient, round: string, narrator: Narrator): Promise<Sent> {
  const sent = await sendRound(cast.gatewayUrl, cast.webhookToken, round);
  await until(() => gateway.isIdle());
  narrator.step(
    `${sent.accepted.length + sent.refused} webhooks sent, ${sent.refused} of them refused on purpose; all messages processed`,
  );
  return sent;
}

/** Applies the printed diff as `patch -p1` would. */
async function applyToFile(manifest: string, { rootCause }: Report): Promise<void> {
  const diff = rootCause?.fix?.diff;
  if (diff === undefined) throw new StoryError('the check should have printed a diff');
  const changed = applyPatch(await readFile(manifest, 'utf8'), diff);
  if (changed === false) throw new StoryError('the diff should apply to the ConfigMap');
  await writeFile(manifest, changed);
}

function runCheckCommand(
  entry: string,
  cast: Cast,
  backend: StoryBackend,
  more: readonly string[],
): Promise<Report> {
  const sources = ['--config', cast.manifest, '--gateway', cast.gatewayUrl, '--backend', backend.url];
  const args = [entry, 'check', ...sources, ...more, '-o', 'json'];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env: cast.env, maxBuffer: 1 << 26 }, (_, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Report);
      } catch {
        reject(new StoryError(`throughline check did not answer with a report: ${stderr.trim()}`));
      }
    });
  });
}

function expect(condition: boolean, otherwise: string): void {
  if (!condition) throw new StoryError(otherwise);
}

/** The ConfigMap that comes with the package. */
export function packagedConfigMap(root: string): Promise<string> {
  return readFile(join(root, 'deploy', 'configmap-openclaw.yaml'), 'utf8');
}
