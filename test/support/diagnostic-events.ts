import type { DiagnosticEvent, DiagnosticEventType } from '../../src/emit/diagnostics/index.ts';

/** Only a gateway that reports a webhook step by step emits these. */
type StepType = 'webhook.received' | 'webhook.processed' | 'webhook.error';

/** One of each event that this project's gateway emits; together they move all 18 metrics. */
export const EVENTS = {
  'model.usage': {
    type: 'model.usage',
    sessionKey: 'telegram:7',
    channel: 'telegram',
    provider: 'main',
    model: 'large',
    usage: { input: 100, output: 20, cacheRead: 0, cacheWrite: 0, prompt: 100, total: 120 },
    context: { limit: 200_000, used: 120 },
    costUsd: 0.0006,
    durationMs: 900,
  },
  'run.attempt': { type: 'run.attempt', sessionKey: 'telegram:7', runId: 'r', attempt: 1 },
  'run.completed': {
    type: 'run.completed',
    sessionKey: 'telegram:7',
    runId: 'r',
    provider: 'main',
    model: 'large',
    status: 'ok',
    durationMs: 1_000,
  },
  'webhook.answered': { type: 'webhook.answered', source: 'telegram', status: 401, durationMs: 3 },
  'message.queued': {
    type: 'message.queued',
    sessionKey: 'telegram:7',
    channel: 'telegram',
    source: 'user',
    queueDepth: 1,
  },
  'message.processed': {
    type: 'message.processed',
    sessionKey: 'telegram:7',
    channel: 'telegram',
    source: 'user',
    outcome: 'completed',
    durationMs: 1_200,
  },
  'queue.lane.enqueue': { type: 'queue.lane.enqueue', lane: 'main', queueSize: 1 },
  'queue.lane.dequeue': { type: 'queue.lane.dequeue', lane: 'main', queueSize: 0, waitMs: 12 },
  'session.state': {
    type: 'session.state',
    sessionKey: 'telegram:7',
    prevState: 'idle',
    state: 'processing',
    reason: 'message',
  },
  'session.stuck': { type: 'session.stuck', sessionKey: 'telegram:7', state: 'processing', ageMs: 130_000 },
} as const satisfies { [T in Exclude<DiagnosticEventType, StepType>]: Extract<DiagnosticEvent, { type: T }> };
