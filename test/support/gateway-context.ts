import { setTimeout as sleep } from 'node:timers/promises';
import { configSchema, type GatewayConfig } from '../../src/shared/config/index.ts';
import type { DiagnosticEvent, DiagnosticEventType } from '../../src/emit/diagnostics/index.ts';
import type { GatewayContext } from '../../src/emit/gateway/context.ts';
import { createLog } from '../../src/emit/gateway/log.ts';

type EventOf<T extends DiagnosticEventType> = Extract<DiagnosticEvent, { type: T }>;

/** A context whose events and log lines can be read, and whose clock stands still until it is moved. */
export interface ReadableContext extends GatewayContext {
  readonly events: DiagnosticEvent[];
  readonly lines: string[];
  ofType<T extends DiagnosticEventType>(type: T): EventOf<T>[];
  setConfig(input: unknown): void;
  /** Moves the clock by so many milliseconds. */
  pass(ms: number): void;
}

export function configOf(input: unknown = {}): GatewayConfig {
  return configSchema.parse(input);
}

export function readableContext(input: unknown = {}): ReadableContext {
  let config = configOf(input);
  let time = 1_000;
  let ids = 0;
  const events: DiagnosticEvent[] = [];
  const lines: string[] = [];
  return {
    events,
    lines,
    ofType: <T extends DiagnosticEventType>(type: T) =>
      events.filter((event): event is EventOf<T> => event.type === type),
    setConfig: (next) => (config = configOf(next)),
    pass: (ms) => (time += ms),
    config: () => config,
    emit: (event) => events.push(event),
    log: createLog('debug', (line) => line, {
      write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg),
    }),
    clock: { now: () => time, elapsed: () => time },
    randomId: () => `id-${(ids += 1)}`,
  };
}

export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (holds()) return;
    await sleep(10);
  }
  throw new Error('waited in vain');
}
