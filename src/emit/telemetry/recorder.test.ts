import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../shared/catalog/index.ts';
import { EVENTS } from '../../../test/support/diagnostic-events.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';

function recorder(options: Partial<RecorderOptions> = {}) {
  const warnings: string[] = [];
  const made = new Recorder({
    identity: { name: 'openclaw', namespace: null, instanceId: 'pod-0:18789' },
    sessionKey: 'plain',
    seriesLimit: 2_000,
    now: () => 1_000_000,
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  /** Newest value of each series of a metric, by its attributes as text. */
  const values = (name: string) =>
    Object.fromEntries(
      (made.collect(1_000)?.metrics.find(({ definition }) => definition.name === name)?.points ?? []).map(
        ({ attributes, value }) => [Object.values(attributes).join(' '), value],
      ),
    );
  return { recorder: made, warnings, values };
}

describe('the metrics of an event', () => {
  it.each(CATALOGUE)('change $name on exactly the events that the catalogue names', ({ name, event }) => {
    const moving = Object.values(EVENTS).filter((example) => {
      const { recorder: made } = recorder();
      made.record(example);
      return made.ledger().metrics.find((entry) => entry.name === name)?.live.events !== 0;
    });
    expect(moving.map(({ type }) => type).join(', ')).toBe(event);
  });

  it.each(CATALOGUE)('give $name exactly the attributes of the catalogue', ({ name, attributes }) => {
    const { recorder: made } = recorder();
    for (const example of Object.values(EVENTS)) made.record(example);
    const metric = made.collect(1_000)?.metrics.find(({ definition }) => definition.name === name);
    for (const point of metric?.points ?? []) {
      expect(Object.keys(point.attributes).toSorted()).toEqual(attributes.toSorted());
    }
    expect(metric?.points).not.toHaveLength(0);
  });

  it('count tokens by direction, and cache kinds only after they are used', () => {
    const { recorder: made, values } = recorder();
    made.record(EVENTS['model.usage']);
    expect(values('openclaw.tokens')).toEqual({
      'input main large': 100,
      'output main large': 20,
      'prompt main large': 100,
      'total main large': 120,
    });
    made.record({ ...EVENTS['model.usage'], usage: { ...EVENTS['model.usage'].usage, cacheRead: 64 } });
    expect(values('openclaw.tokens')).toMatchObject({ 'cache_read main large': 64, 'input main large': 200 });
  });

  it('omit the cost and the context limit when they are not known', () => {
    const { recorder: made, values } = recorder();
    const { costUsd: _, ...unpriced } = EVENTS['model.usage'];
    made.record({ ...unpriced, context: { used: 120 } });
    expect(values('openclaw.cost.usd')).toEqual({});
    expect(Object.keys(values('openclaw.context.tokens'))).toEqual(['used main large']);
  });

  it('count a webhook as an error from status 400 on', () => {
    const { recorder: made, values } = recorder();
    for (const status of [200, 399, 400, 503]) made.record({ ...EVENTS['webhook.answered'], status });
    expect(values('openclaw.webhook.error')).toEqual({ 'telegram 400': 1, 'telegram 503': 1 });
    expect(Object.keys(values('openclaw.webhook.received'))).toHaveLength(4);
  });

  it('put a value that equals a bound into the bucket of that bound', () => {
    const { recorder: made, values } = recorder();
    for (const queueSize of [0, 1, 4, 6_000]) made.record({ ...EVENTS['queue.lane.enqueue'], queueSize });
    expect(values('openclaw.queue.depth')['main']).toMatchObject({
      buckets: { counts: [1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
      count: 4,
      sum: 6_005,
      min: 0,
      max: 6_000,
    });
  });
});

describe('attribute values that would grow or reveal too much', () => {
  it('cut a lane at its first colon', () => {
    const { recorder: made, values } = recorder();
    for (const lane of ['session:telegram:7', 'session:discord:9', 'main']) {
      made.record({ ...EVENTS['queue.lane.enqueue'], lane });
    }
    expect(values('openclaw.queue.lane.enqueue')).toEqual({ session: 2, main: 1 });
  });

  it('count the tenth attempt and all later ones as "10"', () => {
    const { recorder: made, values } = recorder();
    for (const attempt of [1, 10, 11, 400]) made.record({ ...EVENTS['run.attempt'], attempt });
    expect(values('openclaw.run.attempt')).toEqual({ '1': 1, '10': 3 });
  });

  it('hash session keys, the same in every process', () => {
    const { recorder: made, values } = recorder({ sessionKey: 'hash' });
    made.record(EVENTS['session.state']);
    expect(values('openclaw.session.state')).toEqual({ '9ab38ed83cda processing': 1 });
  });

  it('drop session keys', () => {
    const { recorder: made } = recorder({ sessionKey: 'drop' });
    for (const sessionKey of ['a', 'b']) made.record({ ...EVENTS['session.state'], sessionKey });
    const points = made.collect(1_000)?.metrics[0]?.points;
    expect(points?.map(({ attributes, value }) => ({ attributes, value }))).toEqual([
      { attributes: { state: 'processing' }, value: 0 },
      { attributes: { state: 'processing' }, value: 2 },
    ]);
  });
});

describe('the series limit', () => {
  it('sends measurements past it to one overflow row, loses nothing, and warns once', () => {
    const { recorder: made, warnings, values } = recorder({ seriesLimit: 3 });
    for (let chat = 0; chat < 50; chat += 1) {
      made.record({ ...EVENTS['session.state'], sessionKey: `telegram:${chat}` });
    }
    made.record({ ...EVENTS['session.state'], sessionKey: 'telegram:0' });
    expect(values('openclaw.session.state')).toEqual({
      'telegram:0 processing': 2,
      'telegram:1 processing': 1,
      'telegram:2 processing': 1,
      true: 47,
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('openclaw.session.state has reached its limit of 3');
    expect(made.ledger().metrics.find(({ name }) => name === 'openclaw.session.state')).toMatchObject({
      live: { events: 51, value: 51 },
      series: 4,
      overflowed: 47,
    });
  });

  it('names the settings where they are', () => {
    for (const [settingsPath, shown] of [
      [undefined, 'Raise diagnostics.otel.seriesLimit, or set diagnostics.otel.sessionKey'],
      ['plugins.entries.x.config', 'Raise plugins.entries.x.config.seriesLimit'],
    ] as const) {
      const { recorder: made, warnings } = recorder({
        seriesLimit: 1,
        ...(settingsPath && { settingsPath }),
      });
      for (const lane of ['a', 'b']) made.record({ ...EVENTS['queue.lane.enqueue'], lane });
      expect(warnings[0]).toContain(shown);
    }
  });

  it('applies to each instrument separately: four directions of tokens reach it, one row of cost does not', () => {
    const { recorder: made, values } = recorder({ seriesLimit: 3 });
    for (const model of ['a', 'b']) made.record({ ...EVENTS['model.usage'], model });
    expect(Object.keys(values('openclaw.tokens'))).toEqual([
      'input main a',
      'output main a',
      'prompt main a',
      'true',
    ]);
    expect(Object.keys(values('openclaw.cost.usd'))).toEqual(['main a', 'main b']);
  });
});

describe('the ledger', () => {
  it('acknowledges the totals of a push when that push is accepted', () => {
    const { recorder: made } = recorder();
    made.record(EVENTS['message.queued']);
    const batch = made.collect(1_000);
    made.record(EVENTS['message.queued']);
    const entry = () => made.ledger().metrics.find(({ name }) => name === 'openclaw.message.queued');
    expect(entry()).toMatchObject({ live: { events: 2, value: 2 }, acknowledged: { events: 0, value: 0 } });
    batch?.settle('accepted');
    expect(entry()).toMatchObject({ live: { events: 2, value: 2 }, acknowledged: { events: 1, value: 1 } });
    expect(made.ledger().acknowledgedAt).toBe(new Date(batch?.timeMs ?? 0).toISOString());
  });

  it('acknowledges nothing that was rejected, or whose outcome is unknown', () => {
    const { recorder: made } = recorder();
    made.record(EVENTS['message.queued']);
    made.collect(1_000)?.settle('rejected');
    made.collect(1_000)?.settle('unknown');
    expect(made.ledger().acknowledgedAt).toBeNull();
  });

  it('acknowledges a push that proves accepted after the next had begun, unless a newer one was', () => {
    const { recorder: made } = recorder();
    made.record(EVENTS['message.queued']);
    const slow = made.collect(1_000);
    made.record(EVENTS['message.queued']);
    const next = made.collect(1_000);
    slow?.settle('accepted');
    expect(made.ledger().acknowledgedAt).toBe(new Date(slow?.timeMs ?? 0).toISOString());
    next?.settle('accepted');
    slow?.settle('accepted');
    expect(made.ledger().acknowledgedAt).toBe(new Date(next?.timeMs ?? 0).toISOString());
  });

  it('leaves a value that is not a finite amount out of the sums, and reports it once', () => {
    const { recorder: made, warnings } = recorder();
    for (const durationMs of [Number.NaN, -1, Infinity]) {
      made.record({ ...EVENTS['run.completed'], durationMs });
    }
    expect(made.collect(1_000)).toBeNull();
    expect(warnings).toEqual([
      'openclaw.run.duration_ms was given NaN, which is not an amount; such values are left out',
    ]);
  });
});
