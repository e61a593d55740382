import { type GatewayConfig, nearest, resolveEnableState } from '../../../shared/config/index.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type { DiagnosticBus } from '../../diagnostics/index.ts';
import type { ChannelDefinition, PluginLogger } from '../../plugin-api/index.ts';
import type { TelemetrySource } from '../../telemetry/index.ts';
import type { Log } from '../context.ts';
import type { LogTap } from '../log-tap.ts';
import { discoverPlugins, type FoundPlugin, type PluginPlaces } from './discover.ts';
import { EventTap } from './event-tap.ts';
import { HostedPlugin, type Receive } from './hosted-plugin.ts';
import type { PluginStatus } from '../../../shared/protocol/status.ts';

export interface HostOptions {
  readonly places: PluginPlaces;
  readonly stateDir: string;
  readonly keptInstanceId?: string | undefined;
  readonly bus: DiagnosticBus;
  readonly log: Log;
  readonly logTap?: LogTap | undefined;
  /** Accepts a message that a channel fetched itself. */
  readonly receive: Receive;
}

interface Running {
  readonly plugin: HostedPlugin;
  /** What the plugin was started with. It is restarted when this changes. */
  readonly fingerprint: string;
}

/** State of a plugin that outlives its reload. */
interface Lasting {
  readonly tap: EventTap;
  readonly kept: Map<string, unknown>;
  readonly logger: PluginLogger;
}

/** Finds plugins and runs those that the configuration enables. */
export class PluginHost {
  readonly #options: HostOptions;
  readonly #running = new Map<string, Running>();
  readonly #lasting = new Map<string, Lasting>();
  #disabled: PluginStatus[] = [];
  #warnings: readonly string[] = [];
  #applying: Promise<void> = Promise.resolve();

  constructor(options: HostOptions) {
    this.#options = options;
  }

  get warnings(): readonly string[] {
    return this.#warnings;
  }

  statuses(): PluginStatus[] {
    const running = [...this.#running.values()].map(({ plugin }) => plugin.status());
    return [...running, ...this.#disabled].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }

  channel(id: string): ChannelDefinition | undefined {
    for (const { plugin } of this.#running.values()) {
      const channel = plugin.channel(id);
      if (channel) return channel;
    }
    return undefined;
  }

  telemetry(): TelemetrySource | undefined {
    for (const { plugin } of this.#running.values()) if (plugin.telemetry) return plugin.telemetry;
    return undefined;
  }

  /** Applies a configuration to the running plugins; a plugin whose settings did not change keeps running. */
  apply(config: GatewayConfig): Promise<void> {
    const applied = this.#applying.then(() => this.#apply(config));
    this.#applying = applied.catch(() => undefined);
    return applied;
  }

  /** Resolves when no plugin is being started or stopped. */
  settled(): Promise<void> {
    return this.#applying;
  }

  async #apply(config: GatewayConfig): Promise<void> {
    const { places, log } = this.#options;
    const discovery = discoverPlugins(config.plugins.load.paths, places);
    const warnings = [...discovery.problems, ...unknownEntries(config, discovery.plugins)];
    for (const warning of warnings) if (!this.#warnings.includes(warning)) log.warn(warning);
    this.#warnings = warnings;

    this.#disabled = [];
    const wanted = new Map<string, FoundPlugin>();
    for (const found of discovery.plugins) {
      const reason = offReason(found, config);
      if (reason === null) wanted.set(found.id, found);
      else this.#disabled.push(disabledStatus(found, reason));
    }
    const gone = [...this.#running.keys()].filter((id) => !wanted.has(id));
    await Promise.all([
      ...gone.map((id) => this.#stop(id)),
      ...[...wanted.values()].map((found) => this.#start(found, config)),
    ]);
  }

  async stop(): Promise<void> {
    await this.#applying;
    await Promise.all([...this.#running.values()].map(({ plugin }) => plugin.stop()));
    for (const { tap } of this.#lasting.values()) tap.close();
    this.#lasting.clear();
  }

  async #stop(id: string): Promise<void> {
    await this.#running.get(id)?.plugin.stop();
    this.#running.delete(id);
  }

  async #start(found: FoundPlugin, config: GatewayConfig): Promise<void> {
    const fingerprint = fingerprintOf(found, config);
    const before = this.#running.get(found.id);
    if (before?.fingerprint === fingerprint && before.plugin.status().state !== 'failed') return;
    const lasting = this.#lastingOf(found.id);
    if (before) {
      lasting.tap.hold();
      await before.plugin.stop();
    }
    const { places, stateDir, keptInstanceId, logTap, receive } = this.#options;
    const plugin = new HostedPlugin(found, {
      ...lasting,
      logTap,
      receive,
      config,
      workspaceDir: places.workspaceDir,
      stateDir,
      keptInstanceId,
    });
    this.#running.set(found.id, { plugin, fingerprint });
    await plugin.start();
    lasting.tap.release();
  }

  #lastingOf(id: string): Lasting {
    const known = this.#lasting.get(id);
    if (known) return known;
    const logger = pluginLogger(id, this.#options.log);
    const tap = new EventTap(this.#options.bus, (error) =>
      logger.error(`its listener of diagnostic events failed: ${errorText(error)}`),
    );
    const lasting = { tap, logger, kept: new Map<string, unknown>() };
    this.#lasting.set(id, lasting);
    return lasting;
  }
}

/** Why a plugin does not run; null where it does. */
function offReason(found: FoundPlugin, { plugins }: GatewayConfig): string | null {
  if (found.overriddenBy !== undefined) return `overridden by ${found.overriddenBy} plugin`;
  const { enabled, reason } = resolveEnableState(found.id, found.origin, plugins);
  return enabled ? null : reason;
}

function disabledStatus({ id, origin }: FoundPlugin, reason: string): PluginStatus {
  return {
    id,
    origin,
    enabled: false,
    reason,
    state: 'disabled',
    error: null,
    channels: [],
    services: [],
    listeners: 0,
  };
}

/** The parts of a configuration that a plugin is started with: its entry, its channels and the diagnostics. */
function fingerprintOf({ id, dir, channels }: FoundPlugin, config: GatewayConfig): string {
  return JSON.stringify([
    dir,
    config.plugins.entries[id]?.config,
    channels.map((channel) => config.channels[channel]),
    config.diagnostics,
  ]);
}

function unknownEntries({ plugins }: GatewayConfig, found: readonly FoundPlugin[]): string[] {
  const known = new Set(found.map(({ id }) => id));
  return Object.keys(plugins.entries)
    .filter((id) => !known.has(id))
    .map((id) => {
      const near = nearest(id, known);
      return `plugins.entries.${id}: no plugin of that id is found${near ? `; did you mean "${near}"?` : ''}`;
    });
}

function pluginLogger(id: string, log: Log): PluginLogger {
  const child = log.child({ plugin: id });
  const line = (message: string): string => `[${id}] ${message}`;
  return {
    debug: (message) => child.debug(line(message)),
    info: (message) => child.info(line(message)),
    warn: (message) => child.warn(line(message)),
    error: (message) => child.error(line(message)),
  };
}
