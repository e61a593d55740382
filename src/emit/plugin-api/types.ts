import type { GatewayConfig } from '../../shared/config/index.ts';
import type { DiagnosticListener } from '../diagnostics/index.ts';
import type { LogRecord } from '../telemetry/log-record.ts';
import type { TelemetrySource } from '../telemetry/index.ts';

/** Leveled log whose lines carry the plugin's id. */
export interface PluginLogger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface ServiceContext {
  readonly config: GatewayConfig;
  readonly workspaceDir: string;
  readonly stateDir: string;
  /** `service.instance.id` that the gateway keeps in its state folder; undefined where it keeps none. */
  readonly keptInstanceId?: string | undefined;
  readonly logger: PluginLogger;
}

/** Runs from the gateway's start, or the plugin's enabling, to its stop. A throw is reported, never fatal. */
export interface PluginService {
  readonly id: string;
  start(context: ServiceContext): void | Promise<void>;
  stop?(context: ServiceContext): void | Promise<void>;
  /** Why it does no work although it is started, for the status; null where it works. */
  note?(): string | null;
}

/** A message as a channel read it. */
export interface InboundMessage {
  /** Conversation that it belongs to, unique within the channel. */
  readonly chatId: string;
  /** Who or what sent it, as the `source` attribute shows it: a kind, never a person. */
  readonly source: string;
  readonly text: string;
  /** Unique within the channel, the same where the channel gets the message again: it runs once. */
  readonly id?: string;
}

export type WebhookReading =
  | { readonly kind: 'message'; readonly message: InboundMessage }
  /** Read, but without work to do: a status update, an edited message. */
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'invalid'; readonly reason: string };

/** The result of handing in a message. */
export type Acceptance =
  | { readonly accepted: true }
  /** There is no room for it now, or it cannot be kept on disk; the channel may hand it in again later. */
  | { readonly accepted: false; readonly why: string };

/** A source of messages: `POST /webhooks/<id>` exists while its plugin is loaded. */
export interface ChannelDefinition {
  readonly id: string;
  /** Header that may hold the webhook's token instead of a bearer token. */
  readonly tokenHeader?: string;
  /** Reads the parsed JSON body of one webhook request. */
  readWebhook(body: unknown): WebhookReading;
  /** Sends the agent's reply back. Without it the reply stays in the session. */
  reply?(chatId: string, text: string): Promise<void>;
}

/** What a plugin receives. `register` is synchronous; a promise that it returns is not waited for. */
export interface PluginApi {
  readonly id: string;
  readonly config: GatewayConfig;
  /** `plugins.entries.<id>.config`, valid against the manifest's `configSchema`. */
  readonly pluginConfig: Readonly<Record<string, unknown>>;
  readonly logger: PluginLogger;
  registerService(service: PluginService): void;
  registerChannel(channel: ChannelDefinition): void;
  /**
   * Hands in a message that one of this plugin's channels fetched itself, rather than by webhook. Resolves when the message
   * is on disk, and may be confirmed to its sender; or when it is not accepted. While the gateway starts, that waits: a
   * service must not wait for it in its `start`.
   */
  receive(channelId: string, message: InboundMessage): Promise<Acceptance>;
  /** Makes this plugin's ledger and exporter visible in `/api/telemetry` and `/api/status`. */
  registerTelemetry(source: TelemetrySource): void;
  /** Ends by itself when the plugin is unloaded. */
  onDiagnosticEvent(listener: DiagnosticListener): () => void;
  /** The gateway's log as it is written; absent where the host does not provide it. Ends when the plugin is unloaded. */
  onLogRecord?(listener: (record: LogRecord) => void): () => void;
  /** State that outlives a reload of the plugin within this process. `create` runs once a key. */
  keep<T>(key: string, create: () => T): T;
}

export interface PluginModule {
  register(api: PluginApi): void;
}
