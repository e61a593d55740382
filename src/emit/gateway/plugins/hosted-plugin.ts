import { pathToFileURL } from 'node:url';
import type { ValidateFunction } from 'ajv';
import type { GatewayConfig } from '../../../shared/config/index.ts';
import { errorText } from '../../../shared/text/error-text.ts';
import type {
  Acceptance,
  ChannelDefinition,
  InboundMessage,
  PluginApi,
  PluginLogger,
  PluginModule,
  PluginService,
  ServiceContext,
} from '../../plugin-api/index.ts';
import type { TelemetrySource } from '../../telemetry/index.ts';
import { within } from '../deadline.ts';
import type { FoundPlugin } from './discover.ts';
import type { LogTap } from '../log-tap.ts';
import type { EventTap } from './event-tap.ts';
import type { PluginStatus, ServiceStatus } from '../../../shared/protocol/status.ts';

/** Longest wait for a service's start or stop, in milliseconds. */
const PATIENCE_MS = 15_000;

/** Accepts a message that a channel fetched itself. */
export type Receive = (channel: ChannelDefinition, message: InboundMessage) => Promise<Acceptance>;

export interface Hosting {
  readonly config: GatewayConfig;
  readonly logger: PluginLogger;
  readonly tap: EventTap;
  /** Undefined where plugins do not receive the log. */
  readonly logTap: LogTap | undefined;
  readonly receive: Receive;
  /** State of the plugin that outlives its reload. */
  readonly kept: Map<string, unknown>;
  readonly workspaceDir: string;
  readonly stateDir: string;
  readonly keptInstanceId: string | undefined;
}

interface HostedService {
  readonly service: PluginService;
  state: ServiceStatus['state'];
  error: string | null;
}

/** An enabled plugin, from its loading to its end. Whatever it throws becomes its state and goes no further. */
export class HostedPlugin {
  readonly found: FoundPlugin;
  readonly #hosting: Hosting;
  readonly #channels = new Map<string, ChannelDefinition>();
  readonly #services: HostedService[] = [];
  readonly #endings: (() => void)[] = [];
  #telemetry: TelemetrySource | undefined;
  #error: string | null = null;
  #ended = false;

  constructor(found: FoundPlugin, hosting: Hosting) {
    this.found = found;
    this.#hosting = hosting;
  }

  get telemetry(): TelemetrySource | undefined {
    return this.#telemetry;
  }

  channel(id: string): ChannelDefinition | undefined {
    return this.#channels.get(id);
  }

  status(): PluginStatus {
    const services = this.#services.map((hosted) => statusOf(hosted));
    const failed = services.find(({ state }) => state === 'failed');
    const error = this.#error ?? (failed ? `service "${failed.id}": ${failed.error}` : null);
    return {
      id: this.found.id,
      origin: this.found.origin,
      enabled: true,
      reason: '',
      state: error === null ? (services.length > 0 ? 'started' : 'loaded') : 'failed',
      error,
      channels: [...this.#channels.keys()],
      services,
      listeners: this.#hosting.tap.listenerCount,
    };
  }

  /** Imports, registers, starts the services. */
  async start(): Promise<void> {
    try {
      await this.#register();
    } catch (error) {
      this.#error = errorText(error);
      this.#channels.clear();
      this.#services.length = 0;
      this.#removeListeners();
      this.#hosting.logger.error(`failed to load: ${this.#error}`);
      return;
    }
    await Promise.all(this.#services.map((hosted) => this.#startService(hosted)));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#services.map((hosted) => this.#stopService(hosted)));
    this.#ended = true;
    this.#channels.clear();
    this.#removeListeners();
  }

  #removeListeners(): void {
    this.#hosting.tap.removeListeners();
    for (const end of this.#endings.splice(0)) end();
  }

  async #register(): Promise<void> {
    const { content } = this.found;
    if (!content.ok) throw new Error(content.problem);
    const pluginConfig = this.#pluginConfig(content.validateConfig);
    const module: unknown = await within(
      PATIENCE_MS,
      import(pathToFileURL(content.entry).href),
      'did not load',
    );
    const register = registerOf(module);
    const result: unknown = register(this.#api(pluginConfig));
    if (result instanceof Promise) {
      this.#hosting.logger.warn('register returned a promise, which is not waited for; make it synchronous');
      result.catch((error: unknown) => {
        this.#error ??= errorText(error);
        this.#hosting.logger.error(`register failed after it had returned: ${errorText(error)}`);
      });
    }
  }

  #pluginConfig(validate: ValidateFunction): Record<string, unknown> {
    const config = structuredClone(this.#hosting.config.plugins.entries[this.found.id]?.config ?? {});
    if (validate(config)) return config;
    const texts = (validate.errors ?? []).map(({ instancePath, message, params }) => {
      const extra = (params as { additionalProperty?: string }).additionalProperty;
      const where = `plugins.entries.${this.found.id}.config${instancePath.replaceAll('/', '.')}`;
      return extra === undefined ? `${where} ${message}` : `${where}: unknown key "${extra}"`;
    });
    throw new Error(texts.join('; '));
  }

  #api(pluginConfig: Record<string, unknown>): PluginApi {
    const { config, logger, tap, logTap, receive, kept } = this.#hosting;
    return {
      id: this.found.id,
      config,
      pluginConfig,
      logger,
      registerService: (service) => {
        this.#services.push({ service, state: 'starting', error: null });
      },
      registerChannel: (channel) => {
        this.#channels.set(channel.id, channel);
      },
      receive: async (id, message) => {
        const channel = this.#channels.get(id);
        if (!channel) throw new Error(`this plugin has registered no channel "${id}"`);
        return receive(channel, message);
      },
      registerTelemetry: (source) => {
        this.#telemetry = source;
      },
      onDiagnosticEvent: (listener) => (this.#ended ? () => undefined : tap.listen(listener)),
      ...(logTap && {
        onLogRecord: (listener) => {
          if (this.#ended) return () => undefined;
          const end = logTap.listen(listener, (error) =>
            logger.error(`its listener of the log failed, and receives no more lines: ${errorText(error)}`),
          );
          this.#endings.push(end);
          return end;
        },
      }),
      keep: <T>(key: string, create: () => T): T => {
        if (!kept.has(key)) kept.set(key, create());
        return kept.get(key) as T;
      },
    };
  }

  async #startService(hosted: HostedService): Promise<void> {
    try {
      await within(
        PATIENCE_MS,
        called(() => hosted.service.start(this.#serviceContext())),
        'did not start',
      );
      hosted.state = 'started';
    } catch (error) {
      hosted.state = 'failed';
      hosted.error = errorText(error);
      this.#hosting.logger.error(`service "${hosted.service.id}" failed to start: ${hosted.error}`);
    }
  }

  async #stopService(hosted: HostedService): Promise<void> {
    try {
      await within(
        PATIENCE_MS,
        called(() => hosted.service.stop?.(this.#serviceContext())),
        'did not stop',
      );
    } catch (error) {
      this.#hosting.logger.error(`service "${hosted.service.id}" failed to stop: ${errorText(error)}`);
    }
    if (hosted.state === 'started') hosted.state = 'stopped';
  }

  #serviceContext(): ServiceContext {
    const { config, workspaceDir, stateDir, keptInstanceId, logger } = this.#hosting;
    return { config, workspaceDir, stateDir, keptInstanceId, logger };
  }
}

function statusOf({ service, state, error }: HostedService): ServiceStatus {
  let note: string | null = null;
  try {
    if (state === 'started') note = service.note?.() ?? null;
  } catch (thrown) {
    note = errorText(thrown);
  }
  return { id: service.id, state, error, note };
}

/** Turns a throw into a rejection. */
async function called(work: () => unknown): Promise<void> {
  await work();
}

function registerOf(module: unknown): PluginModule['register'] {
  const { register, default: main } = module as { register?: unknown; default?: unknown };
  if (typeof register === 'function') return register as PluginModule['register'];
  if (typeof main === 'function') return main as PluginModule['register'];
  const inner =
    typeof main === 'object' && main !== null ? (main as { register?: unknown }).register : undefined;
  if (typeof inner === 'function') return inner.bind(main) as PluginModule['register'];
  throw new Error('the entry file exports no function "register"');
}
