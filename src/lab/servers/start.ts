import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverArguments } from './arguments.ts';
import type { Wishes } from './arguments.ts';
import { launch } from './child.ts';
import type { Child } from './child.ts';
import { ServerError } from './error.ts';
import { freePorts } from './ports.ts';
import type { ServerSpec } from './spec.ts';

const HOST = '127.0.0.1';
const ATTEMPTS = 3;
const READY_POLL_MS = 50;
/** The longer it has taken, the less often it is asked: many servers log each time. */
const READY_POLL_GROWTH = 0.1;
const REQUEST_TIMEOUT_MS = 2_000;
/** Of what a server that gave up has printed, the end is what tells. */
const LAST_LINES = 12;

/** A server and the binary to start it from, as `ensureServer` finds it. */
export interface Startable {
  readonly spec: ServerSpec;
  readonly path: string;
  /** `unknown` where the binary was built without one. */
  readonly version: string;
}

export interface StartOptions extends Wishes {
  /** The text of the server's configuration file, instead of its usual one. */
  readonly config?: string;
  readonly readyTimeoutMs?: number;
}

/** A real server, ready to be written to and queried. */
export interface RunningServer {
  readonly id: string;
  readonly version: string;
  readonly pid: number;
  /** Scheme, host and port. */
  readonly address: string;
  /** What `/api/v1/…` is under: the address, and the server's own prefix. */
  readonly url: string;
  /** All that it has printed, also once it is stopped. */
  readonly logs: () => string;
  /** Ends the process and removes its data; may be called more than once. */
  readonly stop: () => Promise<void>;
}

export interface RunningBackend extends RunningServer {
  readonly otlpMetricsUrl: string;
}

/**
 * Starts a server on a free port of 127.0.0.1, with a data folder of its own, and waits until it is
 * ready. It dies with this process, however this process ends.
 * @throws ServerError `start`, with the last lines of the server's log
 */
export async function startServer(server: Startable, options: StartOptions = {}): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await attemptStart(server, options);
    if (typeof started === 'object') return started;
    // Between looking for a free port and listening on it, somebody else was quicker.
    if (attempt < ATTEMPTS && /address already in use/i.test(started)) continue;
    const tail = started.trimEnd().split('\n').slice(-LAST_LINES).join('\n  ');
    throw new ServerError(
      'start',
      `${server.spec.title} ${server.version} (${server.path}) did not start:\n  ${tail}`,
    );
  }
}

/**
 * Starts a server that takes OTLP metrics.
 * @throws ServerError `start`
 */
export async function startBackend(server: Startable, options: StartOptions = {}): Promise<RunningBackend> {
  const { title, start } = server.spec;
  const path = start.paths.otlpMetrics;
  if (path === undefined) throw new ServerError('start', `${title} takes no OTLP metrics.`);
  const running = await startServer(server, options);
  return { ...running, otlpMetricsUrl: `${running.address}${path}` };
}

/** The running server, or what the one that gave up had printed. */
async function attemptStart(server: Startable, options: StartOptions): Promise<RunningServer | string> {
  const { spec } = server;
  const [port = 0, grpcPort = 0] = await freePorts(HOST, 2);
  const folder = await mkdtemp(join(tmpdir(), `throughline-${spec.family}-`));
  let child: Child | undefined;
  const stop = async (): Promise<void> => {
    await child?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    const place = { host: HOST, port, grpcPort, dataDir };
    const config = options.config ?? spec.start.defaultConfig?.(place);
    const configFile = config === undefined ? undefined : join(folder, 'config.yaml');
    if (configFile !== undefined) await writeFile(configFile, config ?? '');
    const args = serverArguments(spec, place, options, configFile);
    child = await launch(server.path, args, folder);

    const address = `http://${HOST}:${port}`;
    const { paths, readyTimeoutMs } = spec.start;
    const problem = await untilReady(
      child,
      `${address}${paths.ready}`,
      options.readyTimeoutMs ?? readyTimeoutMs,
    );
    if (problem !== undefined) {
      await stop();
      return `${child.logs()}${problem}`;
    }
    const { pid, logs } = child;
    return {
      id: spec.id,
      version: server.version,
      pid,
      address,
      url: `${address}${paths.query}`,
      logs,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Nothing once `url` answers 200; else why it will not. */
async function untilReady(child: Child, url: string, timeoutMs: number): Promise<string | undefined> {
  const begun = performance.now();
  let waited = 0;
  let answer = 'nothing';
  while (waited < timeoutMs) {
    const ended = child.ended();
    if (ended !== undefined) return ended;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
      answer = `${response.status} ${(await response.text()).trim()}`;
      if (response.ok && child.ended() === undefined) return undefined;
    } catch {
      // Not listening yet.
    }
    await sleep(READY_POLL_MS + waited * READY_POLL_GROWTH);
    waited = performance.now() - begun;
  }
  return `not ready after ${timeoutMs / 1000} s: ${url} says ${answer}`;
}
