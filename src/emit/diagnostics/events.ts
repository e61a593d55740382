/**
 * The diagnostic events of the gateway: facts about work done, from which telemetry is recorded. Durations and
 * ages are milliseconds. Fields follow the events of OpenClaw 2026.2 where it has them.
 */
export type SessionState = 'idle' | 'processing' | 'waiting';
export type MessageOutcome = 'completed' | 'skipped' | 'error';
export type RunStatus = 'ok' | 'error' | 'timeout' | 'aborted';

/** Tokens of one model call. `prompt` and `total` overlap the other kinds. */
export interface TokenUsage {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly prompt: number;
  readonly total: number;
}

/** Correlates the events of one message, from its webhook to its last run; absent where there is no message. */
interface OfMessage {
  readonly messageId?: string;
}

export type DiagnosticEvent =
  | {
      readonly type: 'model.usage';
      readonly sessionKey: string;
      readonly channel: string;
      readonly provider: string;
      readonly model: string;
      readonly usage: TokenUsage;
      /** Tokens; `limit` is undefined where the config gives no context window for the model. */
      readonly context: { readonly limit?: number; readonly used: number };
      /** Undefined where the config gives no price for the model. */
      readonly costUsd?: number;
      readonly durationMs: number;
    }
  | {
      readonly type: 'run.attempt';
      readonly sessionKey: string;
      readonly runId: string;
      /** From 1. */
      readonly attempt: number;
    }
  | (OfMessage & {
      readonly type: 'run.completed';
      readonly sessionKey: string;
      readonly runId: string;
      readonly provider: string;
      readonly model: string;
      /** Undefined where the gateway does not say how the run ended. */
      readonly status?: RunStatus;
      readonly durationMs: number;
    })
  | (OfMessage & {
      readonly type: 'webhook.answered';
      /** The channel that was posted to, or `unknown` where there is none of that name. */
      readonly source: string;
      readonly status: number;
      readonly durationMs: number;
    })
  /** The three steps of a webhook, from a gateway that reports them one by one instead of the answer as a whole. */
  | { readonly type: 'webhook.received'; readonly source: string }
  | { readonly type: 'webhook.processed'; readonly source: string; readonly durationMs: number }
  | { readonly type: 'webhook.error'; readonly source: string }
  | {
      readonly type: 'message.queued';
      readonly sessionKey: string;
      readonly channel: string;
      readonly source: string;
      readonly queueDepth: number;
    }
  | (OfMessage & {
      readonly type: 'message.processed';
      /** False where a channel fetched the message itself. */
      readonly byWebhook?: boolean;
      readonly sessionKey: string;
      readonly channel: string;
      /** Undefined where the gateway does not say. */
      readonly source?: string;
      readonly outcome: MessageOutcome;
      /** Undefined where the gateway does not say. */
      readonly durationMs?: number;
      readonly reason?: string;
    })
  | { readonly type: 'queue.lane.enqueue'; readonly lane: string; readonly queueSize: number }
  | {
      readonly type: 'queue.lane.dequeue';
      readonly lane: string;
      readonly queueSize: number;
      readonly waitMs: number;
    }
  | {
      readonly type: 'session.state';
      readonly sessionKey: string;
      readonly prevState: SessionState;
      readonly state: SessionState;
      readonly reason: string;
    }
  | {
      readonly type: 'session.stuck';
      readonly sessionKey: string;
      readonly state: SessionState;
      readonly ageMs: number;
    };

export type DiagnosticEventType = DiagnosticEvent['type'];
