import { describe, expect, it } from 'vitest';
import { spanOf } from './spans.ts';

const NOW = 1_700_000_000_000;
const never = () => {
  throw new Error('its message names the trace');
};
const webhook = { type: 'webhook.answered', source: 'telegram', status: 200, durationMs: 5 } as const;
const message = {
  type: 'message.processed',
  sessionKey: 'telegram:7',
  channel: 'telegram',
  source: 'user',
  outcome: 'completed',
  durationMs: 900,
} as const;
const run = {
  type: 'run.completed',
  sessionKey: 'telegram:7',
  runId: 'r1',
  provider: 'main',
  model: 'large',
  status: 'timeout',
  durationMs: 850,
} as const;

describe('the spans of one message', () => {
  it('are one trace: webhook, message, run, each the parent of the next', () => {
    const [first, second, third] = [webhook, message, run].map((event) =>
      spanOf({ ...event, messageId: 'm1' }, NOW, never),
    );
    expect(new Set([first?.traceId, second?.traceId, third?.traceId]).size).toBe(1);
    expect(first?.parentSpanId).toBeNull();
    expect(second?.parentSpanId).toBe(first?.spanId);
    expect(third?.parentSpanId).toBe(second?.spanId);
    expect(first?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(third?.spanId).toMatch(/^[0-9a-f]{16}$/);
  });

  it('end now and began their duration ago', () => {
    expect(spanOf(message, NOW, () => 'x')).toMatchObject({ startMs: NOW - 900, endMs: NOW });
  });

  it('fail with a 5xx, an error, or a run that is not ok', () => {
    const failed = [
      webhook,
      { ...webhook, status: 401 },
      { ...webhook, status: 503 },
      message,
      { ...message, outcome: 'error' as const },
      run,
    ].map((event) => spanOf(event, NOW, () => 'x')?.failed);
    expect(failed).toEqual([false, false, true, false, true, true]);
  });

  it('have no parent without a message', () => {
    const ids = ['a', 'b'];
    const [one, two] = [webhook, webhook].map((event) => spanOf(event, NOW, () => ids.shift() ?? ''));
    expect(one?.traceId).not.toBe(two?.traceId);
    expect(spanOf(message, NOW, () => 'x')?.parentSpanId).toBeNull();
  });

  it('name no session', () => {
    const spans = [webhook, message, run].map((event) => spanOf(event, NOW, () => 'x'));
    expect(JSON.stringify(spans)).not.toContain('telegram:7');
  });

  it('are made only of events that end something', () => {
    expect(spanOf({ type: 'queue.lane.enqueue', lane: 'main', queueSize: 1 }, NOW, never)).toBeNull();
  });
});
