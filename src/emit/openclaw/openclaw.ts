/**
 * What this plugin uses of OpenClaw's plugin API and of its diagnostic events, as openclaw@2026.2.19 has them. Written
 * down here, because the plugin is built without OpenClaw. Durations and ages are milliseconds.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MessageOutcome, SessionState } from '../diagnostics/index.ts';

export interface OpenClawLogger {
  debug?(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** The parts of OpenClaw's configuration that are read; `${VAR}` is replaced already. */
export interface OpenClawConfig {
  readonly gateway?: {
    readonly port?: number;
    readonly auth?: { readonly token?: string; readonly password?: string };
  };
  readonly diagnostics?: { readonly enabled?: boolean; readonly otel?: Readonly<Record<string, unknown>> };
}

export interface OpenClawServiceContext {
  readonly config: OpenClawConfig;
  readonly workspaceDir?: string;
  readonly stateDir: string;
  readonly logger: OpenClawLogger;
}

/** `start` runs at the gateway's start and at each restart within the process, `stop` before it ends. */
export interface OpenClawService {
  readonly id: string;
  /** Releases of 2026.9 restart the service alone where one of these changes; those of 2026.2 restart the gateway. */
  readonly reload: { readonly configPrefixes: readonly string[] };
  start(context: OpenClawServiceContext): Promise<void>;
  stop(context: OpenClawServiceContext): Promise<void>;
}

export interface OpenClawApi {
  /** File that the plugin was loaded from. */
  readonly source: string;
  readonly config: OpenClawConfig;
  /** `plugins.entries.<id>.config`, valid against the manifest's configSchema. */
  readonly pluginConfig?: Readonly<Record<string, unknown>>;
  readonly runtime?: { readonly version?: string };
  registerService(service: OpenClawService): void;
  /** Releases after 2026.2 ask for `auth`; `plugin` says that the handler checks the credential itself. */
  registerHttpRoute(route: {
    readonly path: string;
    readonly auth: 'plugin';
    readonly handler: (request: IncomingMessage, response: ServerResponse) => void;
  }): void;
}

/** Subscribes to diagnostic events; returns a function that ends the subscription. */
export type OnDiagnosticEvent = (listener: (event: OpenClawEvent) => void) => () => void;

/** Imports of the modules that export `onDiagnosticEvent`: each fails where the release does not have the module. */
export interface OpenClawModules {
  /** `openclaw/plugin-sdk`, up to releases before 2026.9. */
  readonly sdk: () => Promise<{ readonly onDiagnosticEvent?: OnDiagnosticEvent }>;
  /** `openclaw/plugin-sdk/diagnostic-runtime` of 2026.9: all events but those that only official plugins are given. */
  readonly diagnosticRuntime: () => Promise<{ readonly onDiagnosticEvent?: OnDiagnosticEvent }>;
}

interface OfSession {
  readonly sessionKey?: string;
}

export type OpenClawEvent =
  | (OfSession & {
      readonly type: 'model.usage';
      readonly channel?: string;
      readonly provider?: string;
      readonly model?: string;
      readonly usage: {
        readonly input?: number;
        readonly output?: number;
        readonly cacheRead?: number;
        readonly cacheWrite?: number;
        readonly promptTokens?: number;
        readonly total?: number;
      };
      readonly context?: { readonly limit?: number; readonly used?: number };
      readonly costUsd?: number;
      readonly durationMs?: number;
    })
  | { readonly type: 'webhook.received'; readonly channel: string }
  | { readonly type: 'webhook.processed'; readonly channel: string; readonly durationMs?: number }
  | { readonly type: 'webhook.error'; readonly channel: string }
  | (OfSession & {
      readonly type: 'message.queued';
      readonly channel?: string;
      readonly source: string;
      readonly queueDepth?: number;
    })
  | (OfSession & {
      readonly type: 'message.processed';
      readonly channel: string;
      readonly messageId?: string | number;
      readonly outcome: MessageOutcome;
      readonly durationMs?: number;
      readonly reason?: string;
    })
  | (OfSession & {
      readonly type: 'session.state';
      readonly prevState?: SessionState;
      readonly state: SessionState;
      readonly reason?: string;
    })
  | (OfSession & { readonly type: 'session.stuck'; readonly state: SessionState; readonly ageMs: number })
  | { readonly type: 'queue.lane.enqueue'; readonly lane: string; readonly queueSize: number }
  | {
      readonly type: 'queue.lane.dequeue';
      readonly lane: string;
      readonly queueSize: number;
      readonly waitMs: number;
    }
  | (OfSession & { readonly type: 'run.attempt'; readonly runId: string; readonly attempt: number })
  /** Counts what the events above have counted already. */
  | { readonly type: 'diagnostic.heartbeat' }
  /** No metric of the catalogue is about it. */
  | { readonly type: 'tool.loop' };
