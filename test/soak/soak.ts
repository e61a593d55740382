import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkReport, gatewayClient } from '../../src/demo/process/index.ts';
import { openDemoBackend } from '../../src/cli/demo-backend.ts';
import { type DemoEnvironment, startEnvironment, until } from '../../src/demo/index.ts';
import { ENTRY } from '../harness/throughline.ts';
import { configMap, REFUSED, turnOf } from './config.ts';
import { Traffic } from './traffic.ts';

export interface SoakOptions {
  readonly durationMs: number;
  /** `embedded`, id of a real server, or URL of one that runs. */
  readonly backend: string;
  /** Ends it early; its processes end and its files are removed. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
}

/** The soak passed where `problems` is empty. */
export interface SoakResult {
  readonly problems: readonly string[];
  readonly reloads: number;
  readonly refusedReloads: number;
  readonly accepted: number;
  /** Metrics in which nothing was recorded: the run was too short, or the machine too busy, for some events. */
  readonly idle: readonly string[];
  /** Metric by metric, what was recorded and what the backend stores. */
  readonly metrics: readonly { readonly name: string; readonly recorded: number; readonly stored: number }[];
}

const SENDERS = 4;
const TURN_MS = 1_500;
const REPORT_MS = 60_000;
/** Every so many turns, a configuration that is not valid. */
const REFUSED_EVERY = 6;

/**
 * Runs a gateway and its sidecar under mixed traffic, reloads and a faulty provider. At the end, the ledger must equal what
 * the backend stores, and each accepted message must have reached the model.
 *
 * @throws where a part of it cannot start, or it is ended early
 */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { signal, print } = options;
  const backend = await openDemoBackend(options.backend);
  let environment: DemoEnvironment | undefined;
  try {
    environment = await startEnvironment({
      entry: ENTRY,
      configMap: configMap(backend.endpoint, turnOf(0)),
    });
    print(`gateway ${environment.gateway.pid} and sync ${environment.sync.pid}, pushing to ${backend.title}`);
    const before = memoryOf(environment);
    const traffic = new Traffic(environment);
    const turned = await runFor(options, environment, traffic, backend.endpoint);
    signal.throwIfAborted();
    const gateway = gatewayClient(environment.gatewayUrl, environment.gatewayToken);
    await until(() => gateway.isIdle());
    await until(() => gateway.allAcknowledged());
    print(`memory at first: ${before}; at last: ${memoryOf(environment)}`);
    const { manifest, gatewayUrl, env } = environment;
    const sources = ['--config', manifest, '--gateway', gatewayUrl, '--backend', backend.url];
    const report = await checkReport(ENTRY, [...sources, '--wait', '20s'], { env });
    const metrics = report.metrics.map(({ otlp, recorded, stored }) => ({
      name: otlp ?? '',
      recorded: recorded ?? 0,
      stored: stored ?? 0,
    }));
    const { process: now } = await gateway.status();
    const lost = lostOf(environment, traffic);
    return {
      ...turned,
      accepted: traffic.accepted.length,
      metrics,
      idle: metrics.filter(({ recorded }) => recorded === 0).map(({ name }) => name),
      problems: [
        ...metrics
          .filter(({ recorded, stored }) => recorded !== stored)
          .map(({ name, recorded, stored }) => `${name}: ${recorded} recorded, ${stored} stored`),
        ...(metrics.length === 18 ? [] : [`${metrics.length} metrics instead of 18`]),
        ...(lost.length === 0
          ? []
          : [`${lost.length} messages were accepted and never reached the model: ${lost[0]}`]),
        ...(now.pid === environment.gateway.pid ? [] : ["the gateway's process has changed"]),
      ],
    };
  } finally {
    await environment?.close();
    await backend.close();
  }
}

async function runFor(
  { durationMs, signal, print }: SoakOptions,
  environment: DemoEnvironment,
  traffic: Traffic,
  endpoint: string,
): Promise<{ reloads: number; refusedReloads: number }> {
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), durationMs);
  signal.addEventListener('abort', () => over.abort(), { once: true });
  const ended = over.signal;
  const senders = Array.from({ length: SENDERS }, (_, sender) => traffic.run(sender, ended));
  const start = performance.now();
  let reportedAtMs = 0;
  let refusedReloads = 0;
  let turn = 0;
  while (!ended.aborted) {
    turn += 1;
    const refused = turn % REFUSED_EVERY === 0;
    if (refused) refusedReloads += 1;
    await edit(environment, refused ? REFUSED : configMap(endpoint, turnOf(turn)));
    await sleep(TURN_MS, undefined, { signal: ended }).catch(() => undefined);
    if (performance.now() - start - reportedAtMs > REPORT_MS) {
      reportedAtMs = performance.now() - start;
      const responses = [...traffic.responses]
        .toSorted(([a], [b]) => a - b)
        .map(([status, count]) => `${status}: ${count}`);
      print(
        `${Math.round(reportedAtMs / 60_000)} min: ${turn} edits; responses ${responses.join(', ')}; ${memoryOf(environment)}`,
      );
    }
  }
  clearTimeout(timer);
  await Promise.all(senders);
  // With the plugin on, so that all that was recorded is pushed.
  await edit(environment, configMap(endpoint, { ...turnOf(0), flushIntervalMs: 1_100 }));
  const gateway = gatewayClient(environment.gatewayUrl, environment.gatewayToken);
  await until(async () => (await gateway.status()).exporter?.intervalMs === 1_100);
  return { reloads: turn - refusedReloads + 1, refusedReloads };
}

async function edit({ manifest }: DemoEnvironment, text: string): Promise<void> {
  await writeFile(`${manifest}.new`, text);
  await rename(`${manifest}.new`, manifest);
}

function lostOf({ model }: DemoEnvironment, { accepted }: Traffic): string[] {
  const reached = new Set(model.requests.flatMap(({ messages }) => messages.at(-1)?.content ?? []));
  return accepted.filter((text) => !reached.has(text));
}

function memoryOf({ gateway, sync }: DemoEnvironment): string {
  const rss = (pid: number | undefined): string => {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return `${(Number(kilobytes) / 1024).toFixed(0)} MiB`;
  };
  try {
    return `gateway ${rss(gateway.pid)}, sync ${rss(sync.pid)}`;
  } catch {
    return 'not known on this system';
  }
}
