import type { Logger } from 'pino';
import type { GatewayConfig } from '../../shared/config/index.ts';
import type { DiagnosticEvent } from '../diagnostics/index.ts';

export type Log = Logger;

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds of a monotonic clock, for durations. */
  elapsed(): number;
}

/** What every part of the gateway receives. */
export interface GatewayContext {
  /** The configuration in force; after a reload it returns the new one. */
  readonly config: () => GatewayConfig;
  /** Delivers a diagnostic event, if `diagnostics.enabled`. */
  readonly emit: (event: DiagnosticEvent) => void;
  readonly log: Log;
  readonly clock: Clock;
  readonly randomId: () => string;
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() };
