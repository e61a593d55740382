import type { MetricName } from '../../shared/catalog/index.ts';
import type { SessionKeyMode } from './attribute-values.ts';
import type { Instruments } from './instruments.ts';
import { RowIndex } from './row-index.ts';

export interface RecorderSettings {
  readonly sessionKey: SessionKeyMode;
  /** Attribute sets that an instrument may have; past it, values go to one overflow row. */
  readonly seriesLimit: number;
  /** Path of these two settings in the configuration, for messages; `diagnostics.otel` where it is not given. */
  readonly settingsPath?: string;
}

/** Stands for a value that an event does not have; the attribute is then left out. */
export const UNKNOWN = '';

/** An attribute, unless its value is not known. */
function known<K extends string>(key: K, value: string): { [P in K]?: string } {
  return (value === UNKNOWN ? {} : { [key]: value }) as { [P in K]?: string };
}

/**
 * The metrics that each kind of event changes: a handle for every metric, found by the event's attribute values. `at` is
 * null for the overflow rows.
 */
export function createEventRows(instruments: Instruments, { sessionKey, seriesLimit }: RecorderSettings) {
  return {
    modelUsage: new RowIndex((v: [provider: string, model: string] | null) => {
      const at = v && { provider: v[0], model: v[1] };
      const tokens = (direction: string) => instruments.bind('openclaw.tokens', at && { direction, ...at });
      const context = (part: string) =>
        instruments.bind('openclaw.context.tokens', at && { context: part, ...at });
      return {
        'openclaw.tokens': {
          input: tokens('input'),
          output: tokens('output'),
          cacheRead: tokens('cache_read'),
          cacheWrite: tokens('cache_write'),
          prompt: tokens('prompt'),
          total: tokens('total'),
        },
        'openclaw.cost.usd': instruments.bind('openclaw.cost.usd', at),
        'openclaw.context.tokens': { limit: context('limit'), used: context('used') },
      };
    }, seriesLimit),

    runAttempt: new RowIndex(
      (v: [attempt: string] | null) => ({
        'openclaw.run.attempt': instruments.bind('openclaw.run.attempt', v && { attempt: v[0] }),
      }),
      seriesLimit,
    ),

    runCompleted: new RowIndex(
      (v: [provider: string, model: string, status: string] | null) => ({
        'openclaw.run.duration_ms': instruments.bind(
          'openclaw.run.duration_ms',
          v && { provider: v[0], model: v[1], ...known('status', v[2]) },
        ),
      }),
      seriesLimit,
    ),

    webhook: new RowIndex((v: [source: string, status: string] | null) => {
      const at = v && { source: v[0], ...known('status', v[1]) };
      return {
        'openclaw.webhook.received': instruments.bind('openclaw.webhook.received', at),
        'openclaw.webhook.error': instruments.bind('openclaw.webhook.error', at),
        'openclaw.webhook.duration_ms': instruments.bind('openclaw.webhook.duration_ms', at),
      };
    }, seriesLimit),

    messageQueued: new RowIndex(
      (v: [channel: string, source: string] | null) => ({
        'openclaw.message.queued': instruments.bind(
          'openclaw.message.queued',
          v && { channel: v[0], source: v[1] },
        ),
      }),
      seriesLimit,
    ),

    messageProcessed: new RowIndex((v: [channel: string, source: string, outcome: string] | null) => {
      const at = v && { channel: v[0], ...known('source', v[1]), outcome: v[2] };
      return {
        'openclaw.message.processed': instruments.bind('openclaw.message.processed', at),
        'openclaw.message.duration_ms': instruments.bind('openclaw.message.duration_ms', at),
      };
    }, seriesLimit),

    lane: new RowIndex((v: [lane: string] | null) => {
      const at = v && { lane: v[0] };
      return {
        'openclaw.queue.depth': instruments.bind('openclaw.queue.depth', at),
        'openclaw.queue.wait_ms': instruments.bind('openclaw.queue.wait_ms', at),
        'openclaw.queue.lane.enqueue': instruments.bind('openclaw.queue.lane.enqueue', at),
        'openclaw.queue.lane.dequeue': instruments.bind('openclaw.queue.lane.dequeue', at),
      };
    }, seriesLimit),

    session: new RowIndex((v: [sessionKey: string, state: string] | null) => {
      const at = v && (sessionKey === 'drop' ? { state: v[1] } : { sessionKey: v[0], state: v[1] });
      return {
        'openclaw.session.state': instruments.bind('openclaw.session.state', at),
        'openclaw.session.stuck': instruments.bind('openclaw.session.stuck', at),
        'openclaw.session.stuck_age_ms': instruments.bind('openclaw.session.stuck_age_ms', at),
      };
    }, seriesLimit),
  };
}

export type EventRows = ReturnType<typeof createEventRows>;

type FoundIn<I> = I extends RowIndex<infer _, infer T> ? keyof T : never;
type Unmoved = Exclude<MetricName, FoundIn<EventRows[keyof EventRows]>>;

/** Does not compile while a metric of the catalogue is changed by no event; the error names it. */
true satisfies [Unmoved] extends [never] ? true : Unmoved;
