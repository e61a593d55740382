import { randomUUID } from 'node:crypto';
import { ROOT_CONTEXT, type SpanContext, SpanKind, SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type ReadableSpan,
  SamplingDecision,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { METER_NAME } from '../../../shared/catalog/index.ts';
import type { DiagnosticEvent } from '../../diagnostics/index.ts';
import { type SpanFacts, spanOf } from '../spans.ts';
import { hrTime } from './hr-time.ts';
import { openPushPath, type PushOptions } from './push-path.ts';

export interface TraceExportOptions extends PushOptions {
  /** Share of traces, 0 to 1; decided by the trace id, so that a trace is whole or absent. */
  readonly sampleRate: number;
}

export interface TraceExport {
  record(event: DiagnosticEvent): void;
  /** Pushes pending spans, and stops; never waits longer than the time-out. */
  stop(): Promise<void>;
}

const KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL };

/** Starts pushing spans made of diagnostic events: the official batch processor, sampler and OTLP exporter. */
export function startTraceExport(options: TraceExportOptions): TraceExport {
  const path = openPushPath<ReadableSpan[]>({
    ...options,
    signal: 'traces',
    create: (config) => new OTLPTraceExporter(config),
    readPartial: (body) => {
      const partial = ProtobufTraceSerializer.deserializeResponse(body).partialSuccess;
      return partial ? { rejected: partial.rejectedSpans ?? 0, message: partial.errorMessage ?? '' } : null;
    },
  });
  const processor = new BatchSpanProcessor({
    exporter: path.exporter,
    scheduledDelayMillis: options.intervalMs,
    exportTimeoutMillis: options.timeoutMs,
  });
  const sampler = new TraceIdRatioBasedSampler(options.sampleRate);
  return {
    record: (event) => {
      const span = spanOf(event, Date.now(), randomUUID);
      if (!span) return;
      const { decision } = sampler.shouldSample(ROOT_CONTEXT, span.traceId);
      if (decision === SamplingDecision.RECORD_AND_SAMPLED) processor.onEnd(toReadable(span, path.resource));
    },
    stop: () => path.close(() => processor.shutdown()),
  };
}

function toReadable(span: SpanFacts, resource: Resource): ReadableSpan {
  const contextOf = (spanId: string): SpanContext => ({
    traceId: span.traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
  });
  return {
    name: span.name,
    kind: KINDS[span.kind],
    spanContext: () => contextOf(span.spanId),
    ...(span.parentSpanId !== null && { parentSpanContext: contextOf(span.parentSpanId) }),
    startTime: hrTime(span.startMs),
    endTime: hrTime(span.endMs),
    duration: hrTime(span.endMs - span.startMs),
    status: { code: span.failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: span.attributes,
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: { name: METER_NAME },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
