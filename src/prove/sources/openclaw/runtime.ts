import { z } from 'zod';
import { TELEMETRY_PLUGIN } from '../../../shared/config/index.ts';
import { GatewayError } from '../gateway-error.ts';
import { type HttpSource, UnreachableError } from '../http.ts';
import { type Hello, openSession, type Session } from './session.ts';

/** One plugin, as the running process has it. */
const runningPlugin = z.object({
  id: z.string(),
  version: z.string().optional(),
  origin: z.string().optional(),
  enabled: z.boolean().default(false),
  /** disabled, enabled, not-installed, error … of the installation. */
  state: z.string().optional(),
  runtime: z
    .object({
      /** active, service-failed, disabled or unloaded. */
      state: z.string(),
      error: z.string().optional(),
    })
    .optional(),
});

/** The last change of an exporter's state: `started` means that it was set up, not that anything was delivered. */
const exporterEvent = z.object({
  ts: z.number(),
  source: z.string(),
  target: z.string(),
  outcome: z.string(),
  reason: z.string().optional(),
  errorCategory: z.string().optional(),
});

const pluginList = z.object({ plugins: z.array(runningPlugin) });
/** `dropped` counts events that a full ring has lost: what is not there may have been. */
const stability = z.object({ events: z.array(exporterEvent), dropped: z.number().default(0) });
const configRevisions = z.object({
  configRevisionHash: z.string().optional(),
  appliedConfigHash: z.string().optional(),
});
const day = z.object({
  date: z.string(),
  input: z.number(),
  output: z.number(),
  cacheRead: z.number().default(0),
  cacheWrite: z.number().default(0),
  totalCost: z.number().default(0),
});
const usageCost = z.object({ daily: z.array(day) });

export type RunningPlugin = z.output<typeof runningPlugin>;
export type ExporterEvent = z.output<typeof exporterEvent>;
/** Tokens and cost in USD that the gateway counted on one UTC day. */
export type UsageDay = z.output<typeof day>;

/** What a running OpenClaw shows by RPC. Undefined is what it does not have, or does not let us read. */
export interface OpenClawRuntime {
  /** Such as 2026.9.6; undefined where it does not say, as 2026.2 does not when it is started by `openclaw gateway`. */
  readonly version: string | undefined;
  readonly protocol: number;
  /** Unix milliseconds. */
  readonly startedAt: number | undefined;
  readonly configPath: string | undefined;
  /** Folder of its state, and the host on which that is. */
  readonly state: { readonly path: string; readonly hostname: string } | undefined;
  readonly plugins: readonly RunningPlugin[] | undefined;
  readonly exporters: readonly ExporterEvent[] | undefined;
  /** Hashes of the file and of the configuration in force. */
  readonly config: { readonly file: string; readonly applied: string } | undefined;
  /** UTC days, the newest last. */
  readonly usage: readonly UsageDay[] | undefined;
}

/**
 * Reads all that checks ask for in one connection.
 *
 * @throws {GatewayError} where the gateway refuses the connection @throws {UnreachableError} without a response in time
 */
export async function readRuntime(http: HttpSource, now: () => number): Promise<OpenClawRuntime> {
  const session = await openSession(http);
  try {
    const { hello } = session;
    const [plugins, events, hashes, usage] = await Promise.all([
      read(session, 'plugins.list', pluginList),
      read(session, 'diagnostics.stability', stability, { type: 'telemetry.exporter' }),
      read(session, 'config.get', configRevisions),
      read(session, 'usage.cost', usageCost, { days: 2 }),
    ]);
    const { configRevisionHash: file, appliedConfigHash: applied } = hashes ?? {};
    const { uptimeMs, configPath, stateDir: path, presence } = hello.snapshot;
    const hostname = presence.find(({ mode }) => mode === 'gateway')?.host;
    return {
      version: versionOf(hello),
      protocol: hello.protocol,
      startedAt: uptimeMs === undefined ? undefined : now() - uptimeMs,
      configPath,
      state: path === undefined || hostname === undefined ? undefined : { path, hostname },
      plugins: plugins?.plugins,
      exporters: events && exportersIn(events),
      config: file === undefined || applied === undefined ? undefined : { file, applied },
      usage: usage?.daily,
    };
  } finally {
    session.close();
  }
}

/** The events of the plugin; undefined where there are none and some were lost. */
function exportersIn({ events, dropped }: z.output<typeof stability>): ExporterEvent[] | undefined {
  const own = events.filter(({ source }) => source === TELEMETRY_PLUGIN);
  return own.length === 0 && dropped > 0 ? undefined : own;
}

/** 2026.2 says "dev" where no service manager set its version. */
function versionOf({ server: { version } }: Hello): string | undefined {
  return version !== undefined && /^\d/.test(version) ? version : undefined;
}

/** The response of a method; undefined where the gateway does not have it, does not allow it, or answers otherwise. */
async function read<T>(
  session: Session,
  method: string,
  schema: z.ZodType<T>,
  params: object = {},
): Promise<T | undefined> {
  if (!session.hello.features.methods.includes(method)) return undefined;
  try {
    return schema.safeParse(await session.call(method, params)).data;
  } catch (error) {
    if (error instanceof GatewayError || error instanceof UnreachableError) return undefined;
    throw error;
  }
}
