import { z } from 'zod';
import type { Frozen } from './frozen.ts';

/** Where a tap serves its recording; it passes every other request on. */
export const TAP_PATH = '/throughline/tap';

const temporality = z.enum(['cumulative', 'delta', 'unspecified']);

const metric = z.object({
  name: z.string(),
  kind: z.enum(['sum', 'gauge', 'histogram', 'exponentialHistogram', 'summary', 'empty']),
  unit: z.string(),
  temporality: temporality.nullable().describe('Null where the kind has none'),
  points: z.int(),
  attributes: z.array(z.string()).describe('Keys only: a value may be anything, a secret too'),
});

const service = z
  .object({
    name: z.string().nullable(),
    namespace: z.string().nullable(),
    instanceId: z.string().nullable(),
  })
  .describe('The sender, as its resource names it; null where it does not');

const payload = z.object({ services: z.array(service), metrics: z.array(metric), points: z.int() });

const partialSuccess = z.object({ rejectedDataPoints: z.number(), errorMessage: z.string() });

/**
 * `throughline.exchange/1`: one push and its response, as they were on the wire; one line of JSON. Headers that may hold
 * secrets are left out.
 */
export const exchangeSchema = z.object({
  schema: z.literal('throughline.exchange/1'),
  number: z.int().describe('Counts from 1 since the tap started'),
  at: z.string().describe('ISO 8601 time at which the push began'),
  method: z.string(),
  path: z.string(),
  request: z.object({
    contentType: z.string(),
    contentEncoding: z.string().describe('Empty where there is none'),
    bytes: z.int().describe('On the wire, compressed'),
    payload: payload
      .nullable()
      .describe('Null where the body is not a readable OTLP metrics push; unreadable says why'),
    unreadable: z.string().nullable(),
  }),
  answer: z.object({
    status: z.int().nullable().describe('Null where no response came; error says why'),
    contentType: z.string(),
    text: z.string().describe('The body where it is text, cut'),
    partialSuccess: partialSuccess.nullable(),
    error: z.string().nullable(),
  }),
  ms: z.number(),
  retryOf: z
    .int()
    .nullable()
    .describe('The rejected or unanswered exchange whose body this one sends again, byte for byte'),
});

/** `throughline.tap/1`: what a running tap has recorded, its newest thousand exchanges at most. */
export const tapRecordingSchema = z.object({
  schema: z.literal('throughline.tap/1'),
  startedAt: z.iso.datetime(),
  to: z.string().describe('Where pushes are passed on to'),
  exchanges: z.array(exchangeSchema),
});

export type Exchange = Frozen<z.output<typeof exchangeSchema>>;
export type TapRecording = Frozen<z.output<typeof tapRecordingSchema>>;
/** What one push carried. */
export type Payload = Frozen<z.output<typeof payload>>;
/** One metric as it was on the wire. */
export type SeenMetric = Frozen<z.output<typeof metric>>;
export type SeenService = Frozen<z.output<typeof service>>;
export type Temporality = z.output<typeof temporality>;

const OTLP_ONLY = /^application\/(?:x-protobuf|grpc(?:\+proto)?)\b/i;
const SIGNAL_PATH = /\/v1\/(metrics|traces|logs)\/?(?:\?|$)/;

/**
 * Whether an exporter sent OTLP: a POST with a body, of a content type that only OTLP has here, to a path of OTLP, or which
 * was read as OTLP. A GET and an empty body are a probe.
 */
export function isPush({ method, path, request }: Exchange): boolean {
  if (method !== 'POST' || request.bytes === 0) return false;
  return OTLP_ONLY.test(request.contentType) || SIGNAL_PATH.test(path) || request.payload !== null;
}

/** Whether it is a push that may hold metrics: not one to the path of another signal. */
export function isMetricsPush(exchange: Exchange): boolean {
  const signal = SIGNAL_PATH.exec(exchange.path)?.[1];
  return isPush(exchange) && (signal === undefined || signal === 'metrics');
}

/** Whether the receiver accepted all of it. */
export function wasAccepted({ answer }: Pick<Exchange, 'answer'>): boolean {
  return (
    answer.status !== null &&
    answer.status >= 200 &&
    answer.status < 300 &&
    (answer.partialSuccess?.rejectedDataPoints ?? 0) === 0
  );
}
