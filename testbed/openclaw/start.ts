import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { launch } from '../servers/child.ts';
import { ServerError } from '../servers/error.ts';
import { COMPLETED_FOLDER, OPENCLAW_LAUNCHER } from '../servers/npm-build.ts';
import { freePorts } from '../servers/ports.ts';
import { untilReady } from '../servers/ready.ts';
import type { Startable } from '../servers/start.ts';
import { endMarked } from './marked.ts';

const HOST = '127.0.0.1';
const TOKEN = 'a-token-for-tests';
const READY_TIMEOUT_MS = 300_000;
const COMMAND_TIMEOUT_MS = 120_000;
/** OpenClaw itself gives up a clean end after 5 s. */
const GRACE_MS = 10_000;
const LAST_LINES = 12;

type Json = Readonly<Record<string, unknown>>;

export interface OpenclawOptions {
  /** What its openclaw.json has, besides what a start needs: mode, port, address, token and log file. */
  readonly config?: Json;
  /** HOME. By default a temporary folder, which is removed at the end; a given one stays. */
  readonly home?: string;
  readonly port?: number;
  /** The only variables that it gets, besides HOME, PATH and what keeps it off the network. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Which package runs. `completed` is that of the table with the dependencies of diagnostics-otel installed in the plugin's
   * folder (2026.2 only); a path is a folder that holds a launcher and node_modules. By default the package as npm installs it.
   */
  readonly from?: 'package' | 'completed' | { readonly folder: string };
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A real OpenClaw gateway that listens. */
export interface RunningOpenclaw {
  readonly version: string;
  /** The process that was started. It runs the gateway as its child, and a restart replaces both. */
  readonly pid: number;
  readonly port: number;
  /** `http://host:port`; its WebSocket is at the same address. */
  readonly url: string;
  readonly token: string;
  readonly home: string;
  /** `HOME/.openclaw/openclaw.json`. */
  readonly configFile: string;
  /** The folder of the installed package `openclaw`. */
  readonly packageFolder: string;
  /** What it printed: lines with a time and a subsystem. */
  readonly outputFile: string;
  readonly output: () => string;
  /** Its own log, one JSON object a line. */
  readonly logFile: string;
  /** Runs a command of its CLI with the same HOME. */
  readonly command: (
    args: readonly string[],
    options?: { readonly timeoutMs?: number },
  ) => Promise<CommandResult>;
  /**
   * Ends it and all processes that it started, and removes its folders unless they were given.
   * @returns whether it ended by itself; false if it had to be killed
   */
  readonly stop: () => Promise<boolean>;
}

/**
 * Starts a real gateway of the table, `openclaw` or `openclaw@2026.9`, and waits until it listens. Nothing of it outlives this
 * process.
 * @throws ServerError `start`, with the last lines that it printed
 */
export async function startOpenclaw(
  server: Startable,
  options: OpenclawOptions = {},
): Promise<RunningOpenclaw> {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-openclaw-'));
  const home = options.home ?? join(folder, 'home');
  const configFile = join(home, '.openclaw', 'openclaw.json');
  const logFile = join(folder, 'openclaw.log');
  const [port = 0] = options.port === undefined ? await freePorts(HOST, 1) : [options.port];
  const url = `http://${HOST}:${port}`;
  await mkdir(dirname(configFile), { recursive: true });
  await writeFile(configFile, `${JSON.stringify(startable(options.config ?? {}, port, logFile), null, 2)}\n`);

  const root = rootOf(server, options.from ?? 'package');
  const launcher = join(root, OPENCLAW_LAUNCHER);
  await mkdir(join(root, 'tmp'), { recursive: true });
  const mark = `THROUGHLINE_RUN=${randomUUID()}`;
  const env = {
    ...baseEnvironment(root, home),
    ...options.env,
    [mark.slice(0, mark.indexOf('='))]: mark.slice(mark.indexOf('=') + 1),
  };
  const child = await launch(launcher, ['gateway'], folder, env, { inherits: false, mark });
  const stop = async (): Promise<boolean> => {
    const clean = await endMarked(mark, GRACE_MS);
    await child.stop();
    await rm(folder, { recursive: true, force: true });
    return clean;
  };
  const path = server.version.startsWith('2026.2.') ? '/' : '/readyz';
  const problem = await untilReady(child, `${url}${path}`, 200, READY_TIMEOUT_MS);
  if (problem !== undefined) {
    await stop();
    const said = `${child.logs()}${problem}`.split('\n').slice(-LAST_LINES).join('\n  ');
    throw new ServerError('start', `OpenClaw ${server.version} (${launcher}) did not start:\n  ${said}`);
  }
  let final: Promise<boolean> | undefined;
  return {
    version: server.version,
    pid: child.pid,
    port,
    url,
    token: TOKEN,
    home,
    configFile,
    packageFolder: join(root, 'node_modules', 'openclaw'),
    outputFile: join(folder, 'server.log'),
    output: child.logs,
    logFile,
    command: (args, { timeoutMs = COMMAND_TIMEOUT_MS } = {}) => run(launcher, args, home, env, timeoutMs),
    stop: () => (final ??= stop()),
  };
}

/** The folder of a launcher and node_modules. */
function rootOf(server: Startable, from: NonNullable<OpenclawOptions['from']>): string {
  if (typeof from === 'object') return from.folder;
  const root = dirname(server.path);
  return from === 'completed' ? join(root, COMPLETED_FOLDER) : root;
}

/** What a gateway needs to start, over what the caller wants. */
function startable(config: Json, port: number, logFile: string): Json {
  const gateway = (config['gateway'] ?? {}) as Json;
  const logging = (config['logging'] ?? {}) as Json;
  return {
    ...config,
    gateway: { mode: 'local', port, bind: 'loopback', auth: { mode: 'token', token: TOKEN }, ...gateway },
    logging: { file: logFile, ...logging },
  };
}

function baseEnvironment(root: string, home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    // Compiled code and transpiled plugins: without them each start takes some seconds more.
    TMPDIR: join(root, 'tmp'),
    NO_COLOR: '1',
    OPENCLAW_DISABLE_BONJOUR: '1',
  };
}

function run(
  launcher: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  timeout: number,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(
      launcher,
      [...args],
      { cwd, env, timeout, maxBuffer: 1e8 },
      (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : (child.exitCode ?? 1), stdout, stderr }),
    );
  });
}
