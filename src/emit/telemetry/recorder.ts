import type { DiagnosticEvent } from '../diagnostics/index.ts';
import { attemptValue, laneValue, type SessionKeyMode, sessionKeyValue } from './attribute-values.ts';
import { Batch } from './batch.ts';
import { ExporterMetrics, type OwnRows } from './exporter-metrics.ts';
import { createEventRows, type EventRows, type RecorderSettings, UNKNOWN } from './event-rows.ts';
import type { Identity } from '../../shared/protocol/identity.ts';
import { Instruments } from './instruments.ts';
import type { Ledger, LedgerTotal } from '../../shared/protocol/ledger.ts';
import { Timeline } from './timeline.ts';

export interface RecorderOptions extends RecorderSettings {
  readonly identity: Identity;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called once for each instrument that reaches its limit or receives a value that is not a finite amount. */
  readonly onWarning: (message: string) => void;
  /** Of the recorder that this one replaces for the same identity. */
  readonly timeline?: Timeline;
}

const NOTHING: LedgerTotal = { events: 0, value: 0 };

/**
 * Records diagnostic events as the 18 metrics: cumulative rows in plain typed accumulators, and the ledger of what was
 * recorded and what a backend has acknowledged. It does not depend on the SDK; `export/` passes its batches to the SDK.
 */
export class Recorder {
  readonly identity: Identity;
  readonly timeline: Timeline;
  /** Kept here, so that its totals continue over a reload of the exporter. */
  readonly exporterMetrics = new ExporterMetrics(() => performance.now());
  readonly #instruments: Instruments;
  readonly #now: () => number;
  readonly #sessionKey: SessionKeyMode;
  readonly #startedMs: number;
  readonly #rows: EventRows;
  #acknowledged: { readonly atMs: number; readonly totals: readonly LedgerTotal[] } | null = null;
  #last: Batch | null = null;

  constructor(options: RecorderOptions) {
    this.identity = options.identity;
    this.#now = options.now;
    this.#sessionKey = options.sessionKey;
    this.#startedMs = options.now();
    this.timeline = options.timeline ?? new Timeline(this.#startedMs);
    this.timeline.advance(this.#startedMs);
    this.#instruments = new Instruments(options);
    this.#rows = createEventRows(this.#instruments, options);
  }

  record(event: DiagnosticEvent): void {
    switch (event.type) {
      case 'model.usage': {
        const rows = this.#rows.modelUsage.find(event.provider, event.model);
        const tokens = rows['openclaw.tokens'];
        const { usage, context, costUsd } = event;
        tokens.input.add(usage.input);
        tokens.output.add(usage.output);
        tokens.prompt.add(usage.prompt);
        tokens.total.add(usage.total);
        // Most providers report no cache: two series a model that never change would be useless. The four kinds
        // above exist for every call, so that a ratio of them always has both sides.
        if (usage.cacheRead !== 0) tokens.cacheRead.add(usage.cacheRead);
        if (usage.cacheWrite !== 0) tokens.cacheWrite.add(usage.cacheWrite);
        if (costUsd !== undefined) rows['openclaw.cost.usd'].add(costUsd);
        rows['openclaw.context.tokens'].used.add(context.used);
        if (context.limit !== undefined) rows['openclaw.context.tokens'].limit.add(context.limit);
        return;
      }
      case 'run.attempt':
        this.#rows.runAttempt.find(attemptValue(event.attempt))['openclaw.run.attempt'].add(1);
        return;
      case 'run.completed': {
        const rows = this.#rows.runCompleted.find(event.provider, event.model, event.status ?? UNKNOWN);
        rows['openclaw.run.duration_ms'].add(event.durationMs);
        return;
      }
      case 'webhook.answered': {
        const rows = this.#rows.webhook.find(event.source, String(event.status));
        rows['openclaw.webhook.received'].add(1);
        if (event.status >= 400) rows['openclaw.webhook.error'].add(1);
        rows['openclaw.webhook.duration_ms'].add(event.durationMs);
        return;
      }
      case 'webhook.received':
        this.#rows.webhook.find(event.source, UNKNOWN)['openclaw.webhook.received'].add(1);
        return;
      case 'webhook.processed':
        this.#rows.webhook.find(event.source, UNKNOWN)['openclaw.webhook.duration_ms'].add(event.durationMs);
        return;
      case 'webhook.error':
        this.#rows.webhook.find(event.source, UNKNOWN)['openclaw.webhook.error'].add(1);
        return;
      case 'message.queued':
        this.#rows.messageQueued.find(event.channel, event.source)['openclaw.message.queued'].add(1);
        return;
      case 'message.processed': {
        const rows = this.#rows.messageProcessed.find(event.channel, event.source ?? UNKNOWN, event.outcome);
        rows['openclaw.message.processed'].add(1);
        if (event.durationMs !== undefined) rows['openclaw.message.duration_ms'].add(event.durationMs);
        return;
      }
      case 'queue.lane.enqueue': {
        const rows = this.#rows.lane.find(laneValue(event.lane));
        rows['openclaw.queue.lane.enqueue'].add(1);
        rows['openclaw.queue.depth'].add(event.queueSize);
        return;
      }
      case 'queue.lane.dequeue': {
        const rows = this.#rows.lane.find(laneValue(event.lane));
        rows['openclaw.queue.lane.dequeue'].add(1);
        rows['openclaw.queue.depth'].add(event.queueSize);
        rows['openclaw.queue.wait_ms'].add(event.waitMs);
        return;
      }
      case 'session.state':
        this.#session(event)['openclaw.session.state'].add(1);
        return;
      case 'session.stuck': {
        const rows = this.#session(event);
        rows['openclaw.session.stuck'].add(1);
        rows['openclaw.session.stuck_age_ms'].add(event.ageMs);
        return;
      }
      default:
        event satisfies never;
    }
  }

  /** Nothing was recorded yet. */
  get isIdle(): boolean {
    return this.#instruments.all.every(({ rows }) => rows.length === 0);
  }

  /**
   * Everything recorded so far, to be pushed now; null while there is nothing.
   *
   * @param own the exporter's own metrics, which go with it
   */
  collect(intervalMs: number, own: readonly OwnRows[] = []): Batch | null {
    // A push that has not ended yet may be stored already.
    this.#last?.settle('unknown');
    const batch = new Batch({
      instruments: this.#instruments.all,
      own,
      timeline: this.timeline,
      nowMs: this.#now(),
      intervalMs,
      onAccepted: (atMs, totals) => {
        if (atMs > (this.#acknowledged?.atMs ?? 0)) this.#acknowledged = { atMs, totals };
      },
    });
    if (batch.metrics.length === 0 && batch.own.length === 0) return null;
    this.#last = batch;
    return batch;
  }

  ledger(): Ledger {
    const { name, namespace, instanceId } = this.identity;
    return {
      schema: 'throughline.ledger/1',
      service: { name, namespace, instanceId },
      startedAt: new Date(this.#startedMs).toISOString(),
      acknowledgedAt: this.#acknowledged && new Date(this.#acknowledged.atMs).toISOString(),
      metrics: this.#instruments.all.map((instrument, index) => ({
        name: instrument.definition.name,
        live: instrument.total(),
        acknowledged: this.#acknowledged?.totals[index] ?? NOTHING,
        series: instrument.rows.length,
        overflowed: instrument.overflowed,
      })),
    };
  }

  #session(event: { readonly sessionKey: string; readonly state: string }) {
    return this.#rows.session.find(sessionKeyValue(event.sessionKey, this.#sessionKey), event.state);
  }
}
