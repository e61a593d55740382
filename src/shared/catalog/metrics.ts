import type { AttributeKey } from './attributes.ts';
import { CONTEXT_TOKENS, DURATION_MS, QUEUE_DEPTH, RUN_MS, STUCK_AGE_MS } from './buckets.ts';

interface Common {
  /** OpenTelemetry instrument name. */
  readonly name: string;
  /** What one data event of it means. */
  readonly description: string;
  /**
   * UCUM unit sent over OTLP. Empty where the name already says the unit: Prometheus' default strategy would
   * otherwise append it once more (`openclaw_run_duration_ms_milliseconds`).
   */
  readonly unit: '';
  readonly attributes: readonly AttributeKey[];
  /** When it is emitted, for the docs. */
  readonly emitted: string;
  /** Diagnostic event whose recording moves it. */
  readonly event: string;
}

/** A monotonic sum. */
export interface CounterDefinition extends Common {
  readonly kind: 'counter';
}

/** A histogram with explicit bucket bounds, in the unit that its name says. */
export interface HistogramDefinition extends Common {
  readonly kind: 'histogram';
  readonly buckets: readonly number[];
}

export type MetricDefinition = CounterDefinition | HistogramDefinition;

/**
 * The 18 metrics of the gateway: the one place that names them. Instruments, expected series, contract, docs,
 * dashboard and alerts are derived from it.
 */
export const CATALOGUE = [
  {
    name: 'openclaw.tokens',
    kind: 'counter',
    unit: '',
    description: 'Tokens used by model calls',
    attributes: ['direction', 'model', 'provider'],
    emitted: 'a model call ended',
    event: 'model.usage',
  },
  {
    name: 'openclaw.cost.usd',
    kind: 'counter',
    unit: '',
    description: 'Estimated cost of model calls in US dollars',
    attributes: ['model', 'provider'],
    emitted: 'a model call ended',
    event: 'model.usage',
  },
  {
    name: 'openclaw.run.duration_ms',
    kind: 'histogram',
    unit: '',
    buckets: RUN_MS,
    description: 'Duration of an agent run in milliseconds',
    attributes: ['model', 'provider', 'status'],
    emitted: 'a run ended',
    event: 'run.completed',
  },
  {
    name: 'openclaw.context.tokens',
    kind: 'histogram',
    unit: '',
    buckets: CONTEXT_TOKENS,
    description: "Tokens of the model's context window: its limit, and the part in use",
    attributes: ['context', 'model', 'provider'],
    emitted: 'a model call ended',
    event: 'model.usage',
  },
  {
    name: 'openclaw.webhook.received',
    kind: 'counter',
    unit: '',
    description: 'Webhook requests received',
    attributes: ['source', 'status'],
    emitted: 'the request was answered',
    event: 'webhook.answered',
  },
  {
    name: 'openclaw.webhook.error',
    kind: 'counter',
    unit: '',
    description: 'Webhook requests answered with a status of 400 or above',
    attributes: ['source', 'status'],
    emitted: 'the request was answered with a status of 400 or above',
    event: 'webhook.answered',
  },
  {
    name: 'openclaw.webhook.duration_ms',
    kind: 'histogram',
    unit: '',
    buckets: DURATION_MS,
    description: 'Time from a webhook request to its answer in milliseconds',
    attributes: ['source', 'status'],
    emitted: 'the request was answered',
    event: 'webhook.answered',
  },
  {
    name: 'openclaw.message.queued',
    kind: 'counter',
    unit: '',
    description: 'Messages put into the queue',
    attributes: ['channel', 'source'],
    emitted: 'put into the queue',
    event: 'message.queued',
  },
  {
    name: 'openclaw.message.processed',
    kind: 'counter',
    unit: '',
    description: 'Messages whose processing ended',
    attributes: ['channel', 'source', 'outcome'],
    emitted: 'processing ended',
    event: 'message.processed',
  },
  {
    name: 'openclaw.message.duration_ms',
    kind: 'histogram',
    unit: '',
    buckets: DURATION_MS,
    description: 'Time spent on processing a message in milliseconds',
    attributes: ['channel', 'source', 'outcome'],
    emitted: 'processing ended',
    event: 'message.processed',
  },
  {
    name: 'openclaw.queue.depth',
    kind: 'histogram',
    unit: '',
    buckets: QUEUE_DEPTH,
    description: 'Messages waiting in a lane',
    attributes: ['lane'],
    emitted: 'at each enqueue and dequeue',
    event: 'queue.lane.enqueue, queue.lane.dequeue',
  },
  {
    name: 'openclaw.queue.wait_ms',
    kind: 'histogram',
    unit: '',
    buckets: DURATION_MS,
    description: 'Time that a message waited in its lane in milliseconds',
    attributes: ['lane'],
    emitted: 'dequeued',
    event: 'queue.lane.dequeue',
  },
  {
    name: 'openclaw.queue.lane.enqueue',
    kind: 'counter',
    unit: '',
    description: 'Messages put into a lane',
    attributes: ['lane'],
    emitted: 'enqueued',
    event: 'queue.lane.enqueue',
  },
  {
    name: 'openclaw.queue.lane.dequeue',
    kind: 'counter',
    unit: '',
    description: 'Messages taken from a lane',
    attributes: ['lane'],
    emitted: 'dequeued',
    event: 'queue.lane.dequeue',
  },
  {
    name: 'openclaw.session.state',
    kind: 'counter',
    unit: '',
    description: "Transitions into a session's state",
    attributes: ['sessionKey', 'state'],
    emitted: 'a transition',
    event: 'session.state',
  },
  {
    name: 'openclaw.session.stuck',
    kind: 'counter',
    unit: '',
    description: 'Sessions found stuck, counted again at every tick of the detector',
    attributes: ['sessionKey', 'state'],
    emitted: "the detector's tick finds it",
    event: 'session.stuck',
  },
  {
    name: 'openclaw.session.stuck_age_ms',
    kind: 'histogram',
    unit: '',
    buckets: STUCK_AGE_MS,
    description: 'Time since the last activity of a stuck session in milliseconds',
    attributes: ['sessionKey', 'state'],
    emitted: "the detector's tick finds it",
    event: 'session.stuck',
  },
  {
    name: 'openclaw.run.attempt',
    kind: 'counter',
    unit: '',
    description: 'Tries of agent runs begun',
    attributes: ['attempt'],
    emitted: 'each attempt begins',
    event: 'run.attempt',
  },
] as const satisfies readonly MetricDefinition[];

/** Name of one of the 18 metrics. */
export type MetricName = (typeof CATALOGUE)[number]['name'];

/** Instrumentation scope of all 18. */
export const METER_NAME = 'openclaw';
