import { describe, expect, it } from 'vitest';
import { Recorder } from '../telemetry/index.ts';
import { ownEvents } from './events.ts';
import type { OpenClawEvent } from './openclaw.ts';

/** As OpenClaw 2026.2.19 emitted them for one message through chat.send, without ids and times. */
const MESSAGE: readonly OpenClawEvent[] = [
  {
    type: 'message.queued',
    sessionKey: 'agent:main:main',
    channel: 'webchat',
    source: 'dispatch',
    queueDepth: 1,
  },
  {
    type: 'session.state',
    sessionKey: 'agent:main:main',
    prevState: 'idle',
    state: 'processing',
    reason: 'message_start',
  },
  { type: 'queue.lane.enqueue', lane: 'session:agent:main:main', queueSize: 1 },
  { type: 'queue.lane.dequeue', lane: 'session:agent:main:main', queueSize: 0, waitMs: 11 },
  { type: 'queue.lane.enqueue', lane: 'main', queueSize: 1 },
  { type: 'queue.lane.dequeue', lane: 'main', queueSize: 0, waitMs: 1 },
  {
    type: 'session.state',
    sessionKey: 'agent:main:main',
    prevState: 'processing',
    state: 'idle',
    reason: 'run_completed',
  },
  {
    type: 'model.usage',
    sessionKey: 'agent:main:main',
    channel: 'webchat',
    provider: 'local',
    model: 'm1',
    usage: { input: 100, output: 7, cacheRead: 20, cacheWrite: 0, promptTokens: 120, total: 127 },
    context: { limit: 100_000, used: 127 },
    costUsd: 0.000124,
    durationMs: 1_151,
  },
  {
    type: 'message.processed',
    channel: 'webchat',
    messageId: 'k0',
    sessionKey: 'agent:main:main',
    durationMs: 1_569,
    outcome: 'completed',
  },
];

/** Each further event, with everything that may be missing left out. */
const SPARSE: readonly OpenClawEvent[] = [
  { type: 'model.usage', usage: { input: 3, output: 2, cacheRead: 1 } },
  { type: 'message.queued', source: 'pi-embedded-runner' },
  { type: 'message.processed', channel: 'telegram', outcome: 'skipped' },
  { type: 'session.state', state: 'waiting' },
  { type: 'session.stuck', state: 'processing', ageMs: 130_000 },
  { type: 'webhook.received', channel: 'telegram' },
  { type: 'webhook.processed', channel: 'telegram', durationMs: 4 },
  { type: 'webhook.processed', channel: 'telegram' },
  { type: 'webhook.error', channel: 'telegram' },
  { type: 'run.attempt', runId: 'r', attempt: 2 },
];

function recorded(events: readonly OpenClawEvent[]) {
  let nowMs = 1_000;
  const warnings: string[] = [];
  const recorder = new Recorder({
    identity: { name: 'openclaw', namespace: null, instanceId: 'host:18789' },
    sessionKey: 'drop',
    seriesLimit: 100,
    now: () => (nowMs += 1_000),
    onWarning: (message) => warnings.push(message),
  });
  for (const event of events) for (const own of ownEvents(event)) recorder.record(own);
  const totals = Object.fromEntries(
    recorder.ledger().metrics.map(({ name, live }) => [name, live.value] as const),
  );
  const attributes = Object.fromEntries(
    (recorder.collect(1_000)?.metrics ?? []).map(({ definition, points }) => [
      definition.name,
      [...new Set(points.map((point) => JSON.stringify(point.attributes)))].map(
        (text) => JSON.parse(text) as unknown,
      ),
    ]),
  );
  return { totals, attributes, warnings };
}

describe("OpenClaw's events", () => {
  it('of one message move all metrics that a message can move', () => {
    const { totals, warnings } = recorded(MESSAGE);
    expect(Object.entries(totals).filter(([, value]) => value !== 0)).toEqual([
      ['openclaw.tokens', 100 + 7 + 20 + 120 + 127],
      ['openclaw.cost.usd', 0.000124],
      ['openclaw.run.duration_ms', 1],
      ['openclaw.context.tokens', 2],
      ['openclaw.message.queued', 1],
      ['openclaw.message.processed', 1],
      ['openclaw.message.duration_ms', 1],
      ['openclaw.queue.depth', 4],
      ['openclaw.queue.wait_ms', 2],
      ['openclaw.queue.lane.enqueue', 2],
      ['openclaw.queue.lane.dequeue', 2],
      ['openclaw.session.state', 2],
    ]);
    expect(warnings).toEqual([]);
  });

  it('carry the attributes of the catalogue, without those that OpenClaw never says', () => {
    const { attributes } = recorded(MESSAGE);
    expect(attributes).toMatchObject({
      'openclaw.cost.usd': [{ provider: 'local', model: 'm1' }],
      'openclaw.run.duration_ms': [{ provider: 'local', model: 'm1' }],
      'openclaw.message.queued': [{ channel: 'webchat', source: 'dispatch' }],
      'openclaw.message.processed': [{ channel: 'webchat', outcome: 'completed' }],
      'openclaw.queue.lane.enqueue': [{ lane: 'session' }, { lane: 'main' }],
      'openclaw.session.state': [{ state: 'processing' }, { state: 'idle' }],
    });
    expect(attributes['openclaw.run.duration_ms']).toEqual([{ provider: 'local', model: 'm1' }]);
    expect(attributes['openclaw.message.processed']).toEqual([{ channel: 'webchat', outcome: 'completed' }]);
  });

  it('with fields missing are counted, and the value of an attribute is unknown', () => {
    const { totals, attributes, warnings } = recorded(SPARSE);
    expect(warnings).toEqual([]);
    expect(totals).toMatchObject({
      'openclaw.tokens': 3 + 2 + 1 + 4 + 6,
      'openclaw.cost.usd': 0,
      'openclaw.run.duration_ms': 0,
      'openclaw.context.tokens': 1,
      'openclaw.message.queued': 1,
      'openclaw.message.processed': 1,
      'openclaw.message.duration_ms': 0,
      'openclaw.session.state': 1,
      'openclaw.session.stuck': 1,
      'openclaw.webhook.received': 1,
      'openclaw.webhook.error': 1,
      'openclaw.webhook.duration_ms': 1,
      'openclaw.run.attempt': 1,
    });
    expect(attributes).toMatchObject({
      'openclaw.context.tokens': [{ context: 'used', provider: 'unknown', model: 'unknown' }],
      'openclaw.message.queued': [{ channel: 'unknown', source: 'pi-embedded-runner' }],
      'openclaw.webhook.received': [{ source: 'telegram' }],
    });
    expect(attributes['openclaw.webhook.error']).toEqual([{ source: 'telegram' }]);
  });

  it('that count again, or that are not known here, record nothing', () => {
    const others = [
      { type: 'diagnostic.heartbeat' },
      { type: 'tool.loop' },
      { type: 'run.execution_phase' },
    ] as OpenClawEvent[];
    expect(others.flatMap((event) => ownEvents(event))).toEqual([]);
  });
});
