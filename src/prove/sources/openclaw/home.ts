import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { parseText } from '../../../shared/config/index.ts';
import { tryJson } from '../../../shared/text/try-json.ts';
import { type ConfigFile, readConfigFile, SourceFileError } from '../config-file.ts';
import { findPlugin, type PluginFolder } from './plugin-folder.ts';

/** An OpenClaw on this disk: what its folders hold. Nothing is written there, and no program of it runs. */
export interface OpenClawHome {
  /** The folder that was named. */
  readonly path: string;
  /** The folder with its state, such as ~/.openclaw; undefined where only the package was named. */
  readonly state: string | undefined;
  readonly config: ConfigFile | undefined;
  /** The npm package openclaw; undefined where it was not found. */
  readonly package: { readonly path: string; readonly version: string; readonly foundBy: string } | undefined;
  /** The plugin diagnostics-otel; undefined where no folder has it. */
  readonly plugin: PluginFolder | undefined;
  /** Its newest log file. */
  readonly log: string | undefined;
  /** Where its gateway listens, by the configuration, and the token that it asks for. */
  readonly gateway: { readonly url: string; readonly token: string | undefined } | undefined;
}

const DEFAULT_PORT = 18_789;
/** Where OpenClaw logs without logging.file: one folder of the machine, or of a user. */
const LOG_FOLDERS = ['/tmp/openclaw', `/tmp/openclaw-${process.getuid?.() ?? ''}`];
const NEWEST_LINES = 200;
const LOG_NAME = /^openclaw-\d{4}-\d{2}-\d{2}\.log$/;

/** A value of another form is left out, not the whole file: what is wrong with it is the finding of a check. */
const settings = z.object({
  gateway: z
    .object({
      port: z.number().catch(DEFAULT_PORT),
      auth: z.object({ token: z.unknown() }).partial().catch({}),
      tls: z.object({ enabled: z.boolean() }).partial().catch({}),
    })
    .partial()
    .catch({}),
  logging: z.object({ file: z.string() }).partial().catch({}),
  plugins: z
    .object({
      load: z
        .object({ paths: z.array(z.string()).catch([]) })
        .partial()
        .catch({}),
    })
    .partial()
    .catch({}),
});

/**
 * Reads a home folder, a state folder or a package of OpenClaw.
 *
 * @param env with PATH, and OPENCLAW_GATEWAY_TOKEN where the configuration names no token
 * @throws {SourceFileError} where the folder is none of them
 */
export function readOpenClawHome(path: string, env: NodeJS.ProcessEnv): OpenClawHome {
  const named = resolve(path);
  const state = [named, join(named, '.openclaw')].find(isState);
  const own = packageAt(named);
  if (state === undefined && own === undefined) {
    throw new SourceFileError(
      `${path} is no folder of OpenClaw: it has neither .openclaw/openclaw.json, nor openclaw.json, nor the package openclaw`,
    );
  }
  const configPath = state === undefined ? undefined : join(state, 'openclaw.json');
  const config = configPath !== undefined && existsSync(configPath) ? readConfigFile(configPath) : undefined;
  const { gateway, logging, plugins } =
    settings.safeParse(config && valueOf(config)).data ?? settings.parse({});
  const port = gateway.port ?? DEFAULT_PORT;
  const log =
    logging.file === undefined
      ? state === undefined
        ? undefined
        : logOf(state, port)
      : [logging.file].find((file) => textOf(file) !== undefined);
  const installed = own
    ? { ...own, foundBy: 'the folder that was named' }
    : findPackage(named, state, log, env);
  const token = gateway.auth?.token;
  return {
    path,
    state,
    config,
    package: installed,
    plugin: findPlugin({
      configured: (plugins.load?.paths ?? []).map((each) => resolve(state ?? named, each)),
      state,
      package: installed?.path,
    }),
    log,
    gateway: config && {
      url: `${gateway.tls?.enabled ? 'https' : 'http'}://127.0.0.1:${port}`,
      token: typeof token === 'string' && !token.includes('${') ? token : env['OPENCLAW_GATEWAY_TOKEN'],
    },
  };
}

function isState(folder: string): boolean {
  return existsSync(join(folder, 'openclaw.json'));
}

function valueOf({ document }: ConfigFile): unknown {
  const parsed = parseText(document.text);
  return parsed.ok ? parsed.value : undefined;
}

/**
 * The newest log of the machine, where its lines are about this state folder or this port. Several gateways write into one
 * file: then it is not known which lines are of this one.
 */
function logOf(state: string, port: number): string | undefined {
  const files = LOG_FOLDERS.flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
    .filter((file) => LOG_NAME.test(file.slice(file.lastIndexOf('/') + 1)))
    .toSorted((a, b) => changedAt(b) - changedAt(a));
  return files.slice(0, 3).find((file) => {
    const text = textOf(file) ?? '';
    const isAboutThis = text.includes(`${state}/`) || portsIn(text).includes(port);
    return isAboutThis && portsIn(text).every((each) => each === port);
  });
}

/** Ports on which the gateways that wrote a log listened. */
function portsIn(text: string): number[] {
  return [...text.matchAll(/\bws:\/\/127\.0\.0\.1:(\d+)|\bhttp:\/\/127\.0\.0\.1:(\d+)\/__openclaw__/g)].map(
    ([, ws, http]) => Number(ws ?? http),
  );
}

/** The package: that which wrote the log, else one in the named folder, else the one that is on PATH. */
function findPackage(
  named: string,
  state: string | undefined,
  log: string | undefined,
  env: NodeJS.ProcessEnv,
): OpenClawHome['package'] {
  const wrote = log === undefined ? undefined : writerOf(log);
  const folders = [named, ...(state === undefined ? [] : [state, dirname(state)])].flatMap((folder) => [
    join(folder, 'node_modules', 'openclaw'),
    join(folder, 'lib', 'node_modules', 'openclaw'),
    join(folder, '.npm-global', 'lib', 'node_modules', 'openclaw'),
  ]);
  const candidates: readonly (readonly [string, string])[] = [
    ...(wrote === undefined ? [] : [[wrote, `the log ${log}`] as const]),
    ...folders.map((folder) => [folder, named] as const),
    ...onPath(env).map((folder) => [folder, 'PATH'] as const),
  ];
  for (const [folder, foundBy] of candidates) {
    const found = packageAt(folder);
    if (found) return { ...found, foundBy };
  }
  return undefined;
}

/** The package whose code wrote the newest lines, where that is one: each line of the JSON log names its file. */
function writerOf(log: string): string | undefined {
  const lines = (textOf(log) ?? '').trimEnd().split('\n').slice(-NEWEST_LINES);
  const writers = lines.map((line) => /"fullFilePath":"file:\/\/([^"]+?\/openclaw)\/dist\//.exec(line)?.[1]);
  const [only, second] = new Set(writers.filter((path) => path !== undefined));
  return second === undefined ? only : undefined;
}

/** The packages to which `openclaw` on PATH belongs. */
function onPath({ PATH = '' }: NodeJS.ProcessEnv): string[] {
  return PATH.split(delimiter)
    .map((folder) => join(folder, 'openclaw'))
    .filter((file) => existsSync(file))
    .map((file) => dirname(realpathSync(file)));
}

function packageAt(folder: string): { readonly path: string; readonly version: string } | undefined {
  try {
    const read = z
      .object({ name: z.literal('openclaw'), version: z.string() })
      .safeParse(tryJson(readFileSync(join(folder, 'package.json'), 'utf8')));
    return read.success ? { path: folder, version: read.data.version } : undefined;
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The text of a file that nobody named; undefined where it cannot be read. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Unix milliseconds; 0 where the file is gone. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
