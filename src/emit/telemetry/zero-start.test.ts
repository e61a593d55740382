import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import type { Batch, PushOutcome } from './batch.ts';
import { Recorder } from './recorder.ts';
import type { Timeline } from './timeline.ts';

const START = 1_700_000_000_000;
const INTERVAL = 10_000;

function recording(timeline?: Timeline, startMs = START) {
  const clock = { ms: startMs };
  const recorder = new Recorder({
    identity: { name: 'openclaw', namespace: null, instanceId: 'pod-0:18789' },
    sessionKey: 'plain',
    seriesLimit: 2_000,
    now: () => clock.ms,
    onWarning: () => {},
    ...(timeline && { timeline }),
  });
  return {
    clock,
    recorder,
    enqueue: (lane: string) => recorder.record({ type: 'queue.lane.enqueue', lane, queueSize: 1 }),
    /** Times (after START) and values of a lane's counter in the next batch, and that batch. */
    push: (outcome: PushOutcome, lane = 'main') => {
      const batch = recorder.collect(INTERVAL);
      batch?.settle(outcome);
      return samplesOf(batch, lane).map(({ timeMs, value }) => [timeMs - START, value]);
    },
  };
}

function samplesOf(batch: Batch | null, lane: string): { timeMs: number; value: number }[] {
  const metric = batch?.metrics.find(({ definition }) => definition.name === 'openclaw.queue.lane.enqueue');
  return (metric?.points ?? [])
    .filter(({ attributes }) => attributes['lane'] === lane)
    .map(({ timeMs, value }) => ({ timeMs, value: value as number }));
}

describe('the zero start', () => {
  it('starts every new series with a 0 one interval earlier', () => {
    const { clock, enqueue, push } = recording();
    clock.ms += 60_000;
    enqueue('main');
    expect(push('accepted')).toEqual([
      [50_000, 0],
      [60_000, 1],
    ]);
    clock.ms += INTERVAL;
    expect(push('accepted')).toEqual([[70_000, 1]]);
  });

  it('starts a histogram with empty buckets, counted from the same time', () => {
    const { clock, enqueue, recorder } = recording();
    clock.ms += 60_000;
    enqueue('main');
    const metric = recorder
      .collect(INTERVAL)
      ?.metrics.find(({ definition }) => definition.name === 'openclaw.queue.depth');
    expect(metric?.points).toMatchObject([
      { startMs: START + 50_000, timeMs: START + 50_000, value: { count: 0, sum: 0 } },
      { startMs: START + 50_000, timeMs: START + 60_000, value: { count: 1, sum: 1, min: 1, max: 1 } },
    ]);
    expect(metric?.points[0]?.value).not.toHaveProperty('min');
  });

  it('never starts at or before the start of recording, when an earlier process may have pushed', () => {
    const { clock, enqueue, push } = recording();
    clock.ms += 5;
    enqueue('main');
    expect(push('accepted')).toEqual([
      [1, 0],
      [5, 1],
    ]);
  });

  it('never starts at or before the last accepted push', () => {
    const { clock, enqueue, push } = recording();
    clock.ms += 60_000;
    enqueue('main');
    push('accepted');
    clock.ms += 40;
    enqueue('cron');
    expect(push('accepted', 'cron')).toEqual([
      [60_001, 0],
      [60_040, 1],
    ]);
  });

  it('leaves room for the 0 when recording has just begun', () => {
    const { enqueue, push } = recording();
    enqueue('main');
    expect(push('accepted')).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  it('sends the start again after a rejected push, one interval before the new point', () => {
    const { clock, enqueue, push } = recording();
    clock.ms += 60_000;
    enqueue('main');
    push('rejected');
    clock.ms += INTERVAL;
    enqueue('main');
    expect(push('accepted')).toEqual([
      [60_000, 0],
      [70_000, 2],
    ]);
  });

  it('does not send the start again when the previous push may have been stored', () => {
    const { clock, enqueue, push } = recording();
    clock.ms += 60_000;
    enqueue('main');
    push('unknown');
    clock.ms += INTERVAL;
    expect(push('accepted')).toEqual([[70_000, 1]]);
  });

  it('treats a push that has not ended when the next begins as possibly stored', () => {
    const { clock, enqueue, recorder, push } = recording();
    clock.ms += 60_000;
    enqueue('main');
    const slow = recorder.collect(INTERVAL);
    clock.ms += INTERVAL;
    expect(push('accepted')).toEqual([[70_000, 1]]);
    slow?.settle('rejected');
    clock.ms += INTERVAL;
    expect(push('accepted')).toEqual([[80_000, 1]]);
  });
});

describe('the times of points', () => {
  it('grow strictly, also within one millisecond', () => {
    const { enqueue, push } = recording();
    enqueue('main');
    const times = [push('accepted'), push('accepted'), push('unknown'), push('accepted')].map(
      (samples) => samples.at(-1)?.[0],
    );
    expect(times).toEqual([2, 4, 6, 8]);
  });

  it('continue from the last accepted push while the clock is behind it', () => {
    const { clock, enqueue, push } = recording();
    clock.ms += 3_600_000;
    enqueue('main');
    push('accepted');
    clock.ms -= 1_800_000;
    expect(push('accepted')).toEqual([[3_600_002, 1]]);
    clock.ms += 1_800_010;
    expect(push('accepted')).toEqual([[3_600_010, 1]]);
  });

  it('follow a clock that is set back while nothing was stored', () => {
    const { clock, enqueue, push } = recording();
    clock.ms += 3_600_000;
    enqueue('main');
    push('rejected');
    clock.ms -= 1_800_000;
    expect(push('accepted').at(-1)).toEqual([1_800_000, 1]);
  });
});

/** Appends as Prometheus 3.5 does without an out-of-order window: all of a batch, or nothing. */
class Store {
  readonly series = new Map<string, { timeMs: number; value: number }[]>();

  append(batch: Batch): boolean {
    const staged = structuredClone(this.series);
    for (const { definition, points } of batch.metrics) {
      for (const { attributes, timeMs, value } of points) {
        const key = JSON.stringify([definition.name, attributes]);
        const samples = staged.get(key) ?? [];
        const sample = { timeMs, value: typeof value === 'number' ? value : value.count };
        if (sample.timeMs <= (samples.at(-1)?.timeMs ?? -Infinity)) return false;
        staged.set(key, [...samples, sample]);
      }
    }
    for (const [key, samples] of staged) this.series.set(key, samples);
    return true;
  }

  /** What a counter grew by, as `increase()` sees it: from its first sample on, a drop being a reset. */
  increase(): number {
    let sum = 0;
    for (const samples of this.series.values()) {
      samples.forEach(({ value }, index) => {
        const before = samples[index - 1]?.value ?? value;
        sum += value < before ? value : value - before;
      });
    }
    return sum;
  }
}

const step = fc.record({
  /** The clock moves on, stands still, or is set back. */
  elapsedMs: fc.oneof(fc.constant(0), fc.constant(1), fc.integer({ min: -30_000, max: 60_000 })),
  lanes: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }),
  fate: fc.constantFrom('accepted', 'rejected', 'unknown and stored', 'unknown and lost', 'restart'),
});

describe('any outcome of the pushes', () => {
  it('makes no batch that Prometheus rejects, and counts nothing twice', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const store = new Store();
        let recorded = 0;
        let now = START;
        let running = recording();
        for (const { elapsedMs, lanes, fate } of steps) {
          if (fate === 'restart') {
            // A clock that was set back before a restart is out of the new process's sight.
            now = Math.max(now, ...[...store.series.values()].map((samples) => samples.at(-1)?.timeMs ?? 0));
            running = recording(undefined, now);
            continue;
          }
          running.clock.ms += elapsedMs;
          now = running.clock.ms;
          for (const lane of lanes) running.enqueue(lane);
          recorded += lanes.length;
          const batch = running.recorder.collect(INTERVAL);
          if (batch === null) continue;
          if (fate === 'accepted' || fate === 'unknown and stored') expect(store.append(batch)).toBe(true);
          batch.settle(fate.startsWith('unknown') ? 'unknown' : (fate as PushOutcome));
        }
        // Two series count each event: the lane's counter and the depth's histogram.
        expect(store.increase()).toBeLessThanOrEqual(2 * recorded);
      }),
    );
  });

  it('counts every event exactly once when each push is either accepted or rejected', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const store = new Store();
        const { clock, recorder, enqueue } = recording();
        let recorded = 0;
        const push = (accepted: boolean) => {
          const batch = recorder.collect(INTERVAL);
          if (batch && accepted) expect(store.append(batch)).toBe(true);
          batch?.settle(accepted ? 'accepted' : 'rejected');
        };
        for (const { elapsedMs, lanes, fate } of steps) {
          clock.ms += elapsedMs;
          for (const lane of lanes) enqueue(lane);
          recorded += lanes.length;
          push(fate === 'accepted');
        }
        push(true);
        expect(store.increase()).toBe(2 * recorded);
      }),
    );
  });
});
