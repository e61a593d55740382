import { OtelService } from '../../../extensions/diagnostics-otel/service.ts';
import { type Environment, type GatewayConfig, TELEMETRY_PLUGIN } from '../../shared/config/index.ts';
import type { Ledger } from '../../shared/protocol/ledger.ts';
import { errorText } from '../../shared/text/error-text.ts';
import type { DiagnosticEvent } from '../diagnostics/index.ts';
import type { PluginApi, PluginLogger } from '../plugin-api/index.ts';
import type { TelemetrySource } from '../telemetry/index.ts';
import { type EventSource, findEventSource } from './event-source.ts';
import { ownEvents } from './events.ts';
import { hostVersion } from './host-version.ts';
import type {
  OpenClawApi,
  OpenClawConfig,
  OpenClawLogger,
  OpenClawModules,
  OpenClawService,
  OpenClawServiceContext,
} from './openclaw.ts';
import { readSettings, SETTINGS_PATH } from './settings.ts';

/** What the exporter knows about itself, for its status. */
export interface ExporterState {
  readonly state: 'starting' | 'started' | 'failed' | 'stopped';
  readonly error: string | null;
  /** What this release of OpenClaw does not give it; null where it gives everything. */
  readonly note: string | null;
  /** As of the last start; null before it, and where the settings cannot be read. */
  readonly config: GatewayConfig | null;
  readonly source: TelemetrySource | undefined;
  readonly listeners: number;
  /** OpenClaw's own configuration, as of the last start. */
  readonly hostConfig: OpenClawConfig;
}

/**
 * The bundled `diagnostics-otel` of this project as a service of OpenClaw: its settings and events are translated, all
 * else is the same code.
 */
export class OpenClawExporter implements OpenClawService {
  readonly id = TELEMETRY_PLUGIN;
  readonly reload = { configPrefixes: ['diagnostics'] };
  readonly #api: OpenClawApi;
  readonly #modules: OpenClawModules;
  readonly #env: Environment;
  readonly #kept: Map<string, unknown>;
  #service: OtelService | null = null;
  #config: GatewayConfig | null = null;
  #source: TelemetrySource | undefined;
  #state: ExporterState['state'] = 'starting';
  #error: string | null = null;
  #note: string | null = null;
  #listeners = 0;
  #hostConfig: OpenClawConfig;

  /** @param kept what outlives a restart within the process: the recorder, so that totals continue */
  constructor(
    api: OpenClawApi,
    modules: OpenClawModules,
    { env, kept }: { readonly env: Environment; readonly kept: Map<string, unknown> },
  ) {
    this.#api = api;
    this.#hostConfig = api.config;
    this.#modules = modules;
    this.#env = env;
    this.#kept = kept;
  }

  state(): ExporterState {
    return {
      state: this.#state,
      error: this.#error,
      note: this.#note,
      config: this.#config,
      source: this.#source,
      listeners: this.#listeners,
      hostConfig: this.#hostConfig,
    };
  }

  ledger(): Ledger | undefined {
    return this.#source?.ledger();
  }

  /** Never throws: a failure is in the log and in the status. */
  async start(context: OpenClawServiceContext): Promise<void> {
    const logger = withId(context.logger);
    this.#state = 'starting';
    this.#error = null;
    try {
      await this.#start(context, logger);
      this.#state = 'started';
    } catch (error) {
      this.#state = 'failed';
      this.#error = errorText(error);
      logger.error(this.#error);
    }
  }

  async stop(): Promise<void> {
    await this.#service?.stop();
    this.#service = null;
    if (this.#state === 'started') this.#state = 'stopped';
  }

  async #start(context: OpenClawServiceContext, logger: PluginLogger): Promise<void> {
    this.#config = null;
    this.#note = null;
    this.#hostConfig = context.config;
    const settings = readSettings(context.config, this.#api.pluginConfig ?? {}, this.#env);
    if (!settings.ok) throw new Error(settings.problem);
    this.#config = settings.config;
    for (const note of settings.notes) logger.warn(note);
    const events = await findEventSource(this.#modules, hostVersion(this.#api));
    this.#note = events.withheld;
    if (events.withheld !== null) logger.warn(events.withheld);
    const api: PluginApi = {
      id: this.id,
      config: settings.config,
      pluginConfig: {},
      logger,
      registerService: () => {},
      registerChannel: () => {},
      receive: async () => ({ accepted: false, why: 'this plugin has no channel' }),
      registerTelemetry: (source) => {
        this.#source = source;
      },
      onDiagnosticEvent: (listener) => this.#subscribe(events, listener),
      keep: (key, create) => {
        if (!this.#kept.has(key)) this.#kept.set(key, create());
        return this.#kept.get(key) as ReturnType<typeof create>;
      },
    };
    const service = new OtelService(api, this.#env, SETTINGS_PATH);
    this.#service = service;
    await service.start({
      config: settings.config,
      workspaceDir: context.workspaceDir ?? context.stateDir,
      stateDir: context.stateDir,
      logger,
    });
  }

  #subscribe({ onDiagnosticEvent }: EventSource, listener: (event: DiagnosticEvent) => void): () => void {
    this.#listeners += 1;
    const unsubscribe = onDiagnosticEvent((event) => {
      for (const own of ownEvents(event)) listener(own);
    });
    return () => {
      this.#listeners -= 1;
      unsubscribe();
    };
  }
}

/** OpenClaw's logger of a service does not name the plugin. */
function withId(logger: OpenClawLogger): PluginLogger {
  const named = (message: string): string => `${TELEMETRY_PLUGIN}: ${message}`;
  return {
    debug: (message) => logger.debug?.(named(message)),
    info: (message) => logger.info(named(message)),
    warn: (message) => logger.warn(named(message)),
    error: (message) => logger.error(named(message)),
  };
}
