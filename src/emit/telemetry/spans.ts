import { createHash } from 'node:crypto';
import type { DiagnosticEvent } from '../diagnostics/index.ts';

/** A span as plain facts; times are epoch milliseconds. */
export interface SpanFacts {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: 'server' | 'consumer' | 'internal';
  readonly startMs: number;
  readonly endMs: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
}

type Ending = Extract<
  DiagnosticEvent,
  { readonly type: 'webhook.answered' | 'message.processed' | 'run.completed' }
>;

/**
 * The span of an event, at the moment at which it ends: webhook → message → run. Ids are digests of the
 * message's id, so that each span knows its trace and its parent without any stored state, and in whatever
 * order they end.
 *
 * @param lone names the trace of what belongs to no message, such as a webhook that was rejected
 * @returns null for events that are no span
 */
export function spanOf(event: DiagnosticEvent, endMs: number, lone: () => string): SpanFacts | null {
  if (!isEnding(event)) return null;
  const message = event.messageId ?? lone();
  const { key, parent, ...own } = ownFacts(event, message);
  return {
    traceId: digest(message, 32),
    spanId: digest(key, 16),
    parentSpanId: event.messageId === undefined || parent === null ? null : digest(parent, 16),
    startMs: endMs - (event.durationMs ?? 0),
    endMs,
    ...own,
  };
}

function isEnding(event: DiagnosticEvent): event is Ending {
  return (
    event.type === 'webhook.answered' || event.type === 'message.processed' || event.type === 'run.completed'
  );
}

function ownFacts(
  event: Ending,
  message: string,
): Pick<SpanFacts, 'name' | 'kind' | 'failed' | 'attributes'> & { key: string; parent: string | null } {
  switch (event.type) {
    case 'webhook.answered':
      return {
        key: `webhook ${message}`,
        parent: null,
        name: `webhook ${event.source}`,
        kind: 'server',
        failed: event.status >= 500,
        attributes: { source: event.source, 'http.response.status_code': event.status },
      };
    case 'message.processed':
      return {
        key: `message ${message}`,
        parent: event.byWebhook === false ? null : `webhook ${message}`,
        name: `message ${event.channel}`,
        kind: 'consumer',
        failed: event.outcome === 'error',
        attributes: {
          channel: event.channel,
          ...(event.source !== undefined && { source: event.source }),
          outcome: event.outcome,
        },
      };
    case 'run.completed':
      return {
        key: `run ${event.runId}`,
        parent: `message ${message}`,
        name: `run ${event.model}`,
        kind: 'internal',
        failed: event.status !== undefined && event.status !== 'ok',
        attributes: {
          provider: event.provider,
          model: event.model,
          ...(event.status !== undefined && { status: event.status }),
        },
      };
    default:
      return event satisfies never;
  }
}

function digest(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
