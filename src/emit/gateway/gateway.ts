import { setMaxListeners } from 'node:events';
import type { Environment } from '../../shared/config/index.ts';
import { errorText } from '../../shared/text/error-text.ts';
import { type Watch, watchPaths } from '../../shared/files/watch.ts';
import { DiagnosticBus } from '../diagnostics/index.ts';
import type { ChannelDefinition } from '../plugin-api/index.ts';
import { webhookChannel } from './http/webhook-channel.ts';
import { type Clock, type GatewayContext, type Log, systemClock } from './context.ts';
import { Cron } from './cron/cron.ts';
import { JobRunner } from './cron/job-runner.ts';
import { RunLog } from './cron/run-log.ts';
import { drain } from './drain.ts';
import { createApp } from './http/app.ts';
import { HttpListener } from './http/listener.ts';
import { keepIdentity } from './keep-identity.ts';
import type { LogTap } from './log-tap.ts';
import { messageIdOf, Messages } from './messages.ts';
import { PluginHost } from './plugins/host.ts';
import { Inbox } from './queue/inbox.ts';
import { MessageQueue } from './queue/message-queue.ts';
import { type Apply, LiveConfig, type Overrides } from './reload/live-config.ts';
import { AgentRunner } from './runs/agent-runner.ts';
import type { Redactor } from './secrets.ts';
import { Sessions } from './sessions/sessions.ts';
import { StuckDetector } from './sessions/stuck-detector.ts';
import type { Readiness } from './readiness.ts';
import { StatusReader } from './status-reader.ts';
import { StateStore } from './store/state-store.ts';

export interface GatewayOptions {
  readonly configPath: string;
  /** Entry of the ConfigMap, where the file is a manifest with several. */
  readonly configKey?: string;
  /** Address that overrides the configuration's. */
  readonly overrides?: Overrides;
  readonly env: Environment;
  /** Folder whose `.openclaw/extensions` is searched for plugins; relative `plugins.load.paths` start here. */
  readonly workspaceDir: string;
  /** Folder whose `.openclaw/extensions` is searched for plugins. */
  readonly homeDir: string;
  /** Folder of the bundled plugins; null where there are none. */
  readonly bundledDir: string | null;
  /** Folder for state that outlives the process; created if it does not exist. */
  readonly stateDir: string;
  readonly log: Log;
  /** Receives the log's lines. Without it plugins receive none. */
  readonly logTap?: LogTap;
  /** Learns the secrets of each configuration. The log must use the same instance. */
  readonly redactor: Redactor;
  readonly clock?: Clock;
  readonly randomId?: () => string;
}

export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  /** Reads the configuration file again, changed or not. */
  reload(): Promise<void>;
  /** Lets running work end, flushes the plugins, closes everything. */
  stop(): Promise<void>;
}

/**
 * Starts a gateway.
 *
 * @throws {ConfigError} where the first configuration is not valid
 * @throws {ListenError} where its address is not available
 * @throws {StoreError} where another gateway uses its state folder, or the folder cannot be used
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { env, log, redactor, clock = systemClock } = options;
  const { configPath: path, configKey: key } = options;
  const live = await LiveConfig.load({
    location: key === undefined ? { path } : { path, key },
    env,
    overrides: options.overrides ?? {},
    clock,
  });
  redactor.learn(live.current);
  for (const warning of live.status().warnings) log.warn(`configuration: ${warning}`);
  const store = await StateStore.open(options.stateDir, log, clock, () => live.current.queue.fsync);
  const kept = keepIdentity({ ...options, config: live.current });
  const gateway = new Gateway({ ...options, keptInstanceId: kept }, live, store, clock);
  try {
    await gateway.start();
  } catch (error) {
    await store.close();
    throw error;
  }
  return gateway;
}

/** Interval of the polls that find a changed configuration whose file system sends no event, in milliseconds. */
const CONFIG_POLL_MS = 2_000;

type OwnOptions = GatewayOptions & { readonly keptInstanceId: string | undefined };

class Gateway implements RunningGateway {
  readonly #options: OwnOptions;
  readonly #live: LiveConfig;
  readonly #store: StateStore;
  readonly #context: GatewayContext;
  readonly #plugins: PluginHost;
  readonly #queue: MessageQueue;
  readonly #sessions: Sessions;
  readonly #stuck: StuckDetector;
  readonly #messages: Messages;
  readonly #cron: Cron;
  readonly #status: StatusReader;
  readonly #http = new HttpListener(() => this.#app());
  readonly #abortRuns = new AbortController();
  readonly #opened: Promise<void>;
  #open: () => void = () => undefined;
  #state: Readiness['state'] = 'starting';
  #watch: Watch | undefined;
  #telemetryProblem: string | null = null;
  #stopped: Promise<void> | undefined;

  constructor(options: OwnOptions, live: LiveConfig, store: StateStore, clock: Clock) {
    const { log, workspaceDir, homeDir, bundledDir, stateDir, keptInstanceId } = options;
    this.#options = options;
    this.#live = live;
    this.#store = store;
    const bus = new DiagnosticBus((error) => log.error(`a listener of events failed: ${errorText(error)}`));
    const context: GatewayContext = {
      config: () => live.current,
      emit: (event) => {
        if (live.current.diagnostics.enabled) bus.emit(event);
      },
      log,
      clock,
      randomId: options.randomId ?? (() => crypto.randomUUID()),
    };
    this.#context = context;
    // One for each message and run.
    setMaxListeners(0, this.#abortRuns.signal);
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
    this.#plugins = new PluginHost({
      places: { workspaceDir, homeDir, bundledDir },
      stateDir,
      keptInstanceId,
      bus,
      log,
      logTap: options.logTap,
      receive: (channel, message) =>
        this.#messages.accept(channel, message, {
          messageId: messageIdOf(channel, message) ?? context.randomId(),
          byWebhook: false,
        }),
    });
    this.#queue = new MessageQueue(context);
    this.#sessions = new Sessions(context, store);
    this.#stuck = new StuckDetector(context, this.#sessions, (key) => this.#queue.waitingIn(key));
    const runner = new AgentRunner(context, this.#abortRuns.signal);
    this.#messages = new Messages(context, {
      queue: this.#queue,
      inbox: new Inbox(context, store),
      sessions: this.#sessions,
      runner,
      opened: this.#opened,
      shutdown: this.#abortRuns.signal,
      channel: async (id) => {
        await this.#plugins.settled();
        return this.#channel(id);
      },
    });
    this.#cron = new Cron(context, {
      store,
      runner: new JobRunner(context, this.#queue, this.#sessions, runner),
      runLog: new RunLog(stateDir, log),
      redact: options.redactor.redact,
      shutdown: this.#abortRuns.signal,
    });
    this.#status = new StatusReader({
      live,
      plugins: this.#plugins,
      queue: this.#queue,
      sessions: this.#sessions,
      store,
      cron: this.#cron,
      env: options.env,
      stateDir,
      keptInstanceId,
      clock,
    });
  }

  get port(): number {
    return this.#http.port;
  }

  get url(): string {
    return this.#http.url;
  }

  async start(): Promise<void> {
    const { log } = this.#options;
    const { gateway } = this.#live.current;
    // First, so that nothing has to be undone when the port is in use.
    await this.#http.listen(gateway);
    await this.#plugins.apply(this.#live.current);
    // After the plugins, so that telemetry sees which sessions were interrupted.
    const continued = [...(await this.#messages.load()), ...(await this.#cron.load())];
    await this.#sessions.restore(new Set(continued));
    this.#messages.resume();
    await this.#cron.start();
    this.#open();
    this.#stuck.start();
    this.#state = 'running';
    if (gateway.reload.mode !== 'off') {
      this.#watch = watchPaths([this.#options.configPath], {
        pollMs: CONFIG_POLL_MS,
        settleMs: () => this.#live.current.gateway.reload.debounceMs,
        onChange: () => this.#reload(false),
      });
    }
    this.#warnAboutTelemetry();
    log.info({ url: this.url, pid: process.pid }, `gateway listens on ${this.url}`);
  }

  async reload(): Promise<void> {
    await this.#reload(true);
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    this.#state = 'stopping';
    await this.#watch?.close();
    await drain({
      drained: Promise.all([this.#messages.drain(), this.#cron.stop()]),
      timeoutMs: this.#live.current.gateway.drainTimeoutMs,
      abort: this.#abortRuns,
      log: this.#options.log,
    });
    this.#stuck.stop();
    await this.#http.close();
    // Last, so that the telemetry of all of the above is in the last push.
    await this.#plugins.stop();
    await this.#store.close();
    this.#options.log.info('gateway stopped');
  }

  async #reload(force: boolean): Promise<void> {
    if (this.#state !== 'running') return;
    const { log, redactor } = this.#options;
    const apply: Apply = async (config, effects) => {
      redactor.learn(config);
      // First: an address that is not available rejects the whole configuration.
      if (effects.has('listener')) {
        await this.#http.listen(config.gateway);
        log.info({ url: this.url }, `gateway listens on ${this.url}`);
      }
      this.#queue.reconfigure();
      this.#stuck.start();
      if (effects.has('plugins')) await this.#plugins.apply(config);
      // Last, so that a rejected configuration starts no job.
      this.#cron.reconfigure();
    };
    await this.#live.reload(apply, log, force);
    this.#warnAboutTelemetry();
  }

  #app(): ReturnType<typeof createApp> {
    return createApp({
      context: this.#context,
      opened: this.#opened,
      channel: (id) => this.#channel(id),
      settled: () => this.#plugins.settled(),
      accept: (channel, message, origin) => this.#messages.accept(channel, message, origin),
      runJob: (id) => this.#cron.trigger(id),
      message: (id) => this.#messages.find(id),
      status: () => this.#status.status(),
      readiness: () => this.#status.readiness(this.#state),
      ledger: () => this.#plugins.telemetry()?.ledger(),
      redact: this.#options.redactor.redact,
    });
  }

  #channel(id: string): ChannelDefinition | undefined {
    const configured = this.#live.current.channels[id];
    if (configured?.enabled === false) return undefined;
    if (id === webhookChannel.id) return configured && webhookChannel;
    return this.#plugins.channel(id);
  }

  /** Logs once what keeps configured telemetry from working. */
  #warnAboutTelemetry(): void {
    const { problem } = this.#status.telemetry();
    if (problem !== null && problem !== this.#telemetryProblem) {
      this.#options.log.warn(`telemetry is configured but cannot work: ${problem}`);
    }
    this.#telemetryProblem = problem;
  }
}
