import type { DiagnosticEvent, TokenUsage } from '../diagnostics/index.ts';
import type { OpenClawEvent } from './openclaw.ts';

/** Value of an attribute that OpenClaw's events have, but not this one. */
const UNKNOWN = 'unknown';

/**
 * The same fact in the events of this project: none, one, or two of them. What OpenClaw never says is left out: the
 * status of a run and of a webhook's answer, and the source of a processed message. An event of a type that is not
 * known here, from another release, is ignored.
 */
export function ownEvents(event: OpenClawEvent): readonly DiagnosticEvent[] {
  switch (event.type) {
    case 'model.usage':
      return modelUsage(event);
    case 'webhook.received':
    case 'webhook.error':
      return [{ type: event.type, source: event.channel }];
    case 'webhook.processed':
      if (event.durationMs === undefined) return [];
      return [{ type: event.type, source: event.channel, durationMs: event.durationMs }];
    case 'message.queued':
      return [
        {
          type: event.type,
          sessionKey: event.sessionKey ?? UNKNOWN,
          channel: event.channel ?? UNKNOWN,
          source: event.source,
          queueDepth: event.queueDepth ?? 0,
        },
      ];
    case 'message.processed':
      return [
        {
          type: event.type,
          byWebhook: false,
          ...(event.messageId !== undefined && { messageId: String(event.messageId) }),
          sessionKey: event.sessionKey ?? UNKNOWN,
          channel: event.channel,
          outcome: event.outcome,
          ...(event.durationMs !== undefined && { durationMs: event.durationMs }),
          ...(event.reason !== undefined && { reason: event.reason }),
        },
      ];
    case 'session.state':
      return [
        {
          type: event.type,
          sessionKey: event.sessionKey ?? UNKNOWN,
          prevState: event.prevState ?? 'idle',
          state: event.state,
          reason: event.reason ?? '',
        },
      ];
    case 'session.stuck':
      return [
        {
          type: event.type,
          sessionKey: event.sessionKey ?? UNKNOWN,
          state: event.state,
          ageMs: event.ageMs,
        },
      ];
    case 'queue.lane.enqueue':
      return [{ type: event.type, lane: event.lane, queueSize: event.queueSize }];
    case 'queue.lane.dequeue':
      return [{ type: event.type, lane: event.lane, queueSize: event.queueSize, waitMs: event.waitMs }];
    case 'run.attempt':
      return [
        {
          type: event.type,
          sessionKey: event.sessionKey ?? UNKNOWN,
          runId: event.runId,
          attempt: event.attempt,
        },
      ];
    case 'diagnostic.heartbeat':
    case 'tool.loop':
      return [];
    default:
      event satisfies never;
      return [];
  }
}

/** OpenClaw reports usage once a run, when the run has ended: tokens, cost, context and the run's duration. */
function modelUsage(event: Extract<OpenClawEvent, { type: 'model.usage' }>): readonly DiagnosticEvent[] {
  const sessionKey = event.sessionKey ?? UNKNOWN;
  const provider = event.provider ?? UNKNOWN;
  const model = event.model ?? UNKNOWN;
  const usage = usageOf(event.usage);
  const { limit, used = usage.total } = event.context ?? {};
  return [
    {
      type: 'model.usage',
      sessionKey,
      channel: event.channel ?? UNKNOWN,
      provider,
      model,
      usage,
      context: { ...(limit !== undefined && { limit }), used },
      ...(event.costUsd !== undefined && { costUsd: event.costUsd }),
      durationMs: event.durationMs ?? 0,
    },
    ...(event.durationMs === undefined
      ? []
      : ([
          {
            type: 'run.completed',
            sessionKey,
            runId: UNKNOWN,
            provider,
            model,
            durationMs: event.durationMs,
          },
        ] as const)),
  ];
}

function usageOf({
  input = 0,
  output = 0,
  cacheRead = 0,
  cacheWrite = 0,
  promptTokens,
  total,
}: Extract<OpenClawEvent, { type: 'model.usage' }>['usage']): TokenUsage {
  const prompt = promptTokens ?? input + cacheRead + cacheWrite;
  return { input, output, cacheRead, cacheWrite, prompt, total: total ?? prompt + output };
}
