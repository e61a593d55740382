import { describe, expect, it } from 'vitest';
import { DiagnosticBus, type DiagnosticEvent } from './index.ts';

const EVENT: DiagnosticEvent = { type: 'queue.lane.enqueue', lane: 'main', queueSize: 1 };

describe('DiagnosticBus', () => {
  it('delivers an event to every listener, even if one of them throws', () => {
    const errors: unknown[] = [];
    const heard: DiagnosticEvent[] = [];
    const bus = new DiagnosticBus((error) => errors.push(error));
    bus.subscribe(() => {
      throw new Error('deaf');
    });
    bus.subscribe((event) => heard.push(event));
    bus.emit(EVENT);
    expect(heard).toEqual([EVENT]);
    expect(errors).toEqual([new Error('deaf')]);
  });

  it('delivers nothing to a listener that has unsubscribed', () => {
    const heard: DiagnosticEvent[] = [];
    const bus = new DiagnosticBus(() => undefined);
    const leave = bus.subscribe((event) => heard.push(event));
    leave();
    bus.emit(EVENT);
    expect(heard).toEqual([]);
    expect(bus.listenerCount).toBe(0);
  });
});
