import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serverArguments } from './arguments.ts';
import type { Wishes } from './arguments.ts';
import { launch } from './child.ts';
import type { Child } from './child.ts';
import { ServerError } from './error.ts';
import { freePorts } from './ports.ts';
import { untilReady } from './ready.ts';
import type { Placement, ServerSpec } from './spec.ts';

const HOST = '127.0.0.1';
const ATTEMPTS = 3;
/** The end of a failed server's log has the reason; the beginning, if it prints its usage. */
const FIRST_LINES = 3;
const LAST_LINES = 9;

/** A server and the binary to start it from, as `ensureServer` finds it. */
export interface Startable {
  readonly spec: ServerSpec;
  readonly path: string;
  /** `unknown` if the binary was built without one. */
  readonly version: string;
}

export interface StartOptions extends Wishes {
  /** The server's configuration file, instead of its usual one; a function if it has to name a port or a folder. */
  readonly config?: string | ((place: Placement) => string);
  /** Added to the inherited environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly readyTimeoutMs?: number;
}

/** A real server that accepts writes and queries. */
export interface RunningServer {
  readonly id: string;
  readonly version: string;
  readonly pid: number;
  /** Scheme, host and port. */
  readonly address: string;
  /** The prefix of `/api/v1/…`: the address, and the server's path. */
  readonly url: string;
  /** All its output, also after it has stopped. */
  readonly logs: () => string;
  /** Ends the process and removes its data; may be called more than once. */
  readonly stop: () => Promise<void>;
}

export interface RunningBackend extends RunningServer {
  readonly otlpMetricsUrl: string;
}

/**
 * Starts a server on a free port of 127.0.0.1, with a separate data folder, and waits until it is ready. It is killed when this
 * process ends, in any way.
 * @throws ServerError `start`, with the last lines of the server's log
 */
export async function startServer(server: Startable, options: StartOptions = {}): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await attemptStart(server, options);
    if (typeof started === 'object') return started;
    // Another process took the free port before this server listened on it.
    if (attempt < ATTEMPTS && /address already in use/i.test(started)) continue;
    throw new ServerError(
      'start',
      `${server.spec.title} ${server.version} (${server.path}) did not start:\n  ${excerpt(started)}`,
    );
  }
}

/**
 * Starts a server that receives OTLP metrics.
 * @throws ServerError `start`
 */
export async function startBackend(server: Startable, options: StartOptions = {}): Promise<RunningBackend> {
  const { title, start } = server.spec;
  const path = start.paths.otlpMetrics;
  if (path === undefined) throw new ServerError('start', `${title} does not receive OTLP metrics.`);
  const running = await startServer(server, options);
  return { ...running, otlpMetricsUrl: `${running.address}${path}` };
}

/** The running server, or the output of the one that failed. */
async function attemptStart(server: Startable, options: StartOptions): Promise<RunningServer | string> {
  const { spec } = server;
  const [port = 0, peerPort = 0] = await freePorts(HOST, 2);
  const folder = await mkdtemp(join(tmpdir(), `throughline-${spec.family}-`));
  let child: Child | undefined;
  const stop = async (): Promise<void> => {
    await child?.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const dataDir = join(folder, 'data');
    await mkdir(dataDir);
    const place = { host: HOST, port, peerPort, dataDir };
    const config = options.config ?? spec.start.defaultConfig;
    const configFile = config === undefined ? undefined : join(folder, 'config.yaml');
    if (config !== undefined && configFile !== undefined) {
      await writeFile(configFile, typeof config === 'string' ? config : config(place));
    }
    for (const [name, text] of Object.entries(spec.start.files?.() ?? {})) {
      await writeFile(join(dataDir, name), text, { mode: 0o600 });
    }
    const args = serverArguments(spec, place, options, configFile);
    child = await launch(server.path, args, folder, { ...spec.start.env?.(place), ...options.env });

    const address = `${spec.start.scheme ?? 'http'}://${HOST}:${port}`;
    const { paths, readyStatus, readyTimeoutMs } = spec.start;
    const problem = await untilReady(
      child,
      `${address}${paths.ready}`,
      readyStatus ?? 200,
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

function excerpt(log: string): string {
  const lines = log.trimEnd().split('\n');
  const left = lines.length - FIRST_LINES - LAST_LINES;
  if (left > 0) lines.splice(FIRST_LINES, left, `… ${left} more lines …`);
  return lines.join('\n  ');
}
