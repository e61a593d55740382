import { SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { BatchLogRecordProcessor, LoggerProvider, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { METER_NAME } from '../../../shared/catalog/index.ts';
import type { LogRecord } from '../log-record.ts';
import { openPushPath, type PushOptions } from './push-path.ts';

const SEVERITIES = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
} satisfies Record<LogRecord['level'], SeverityNumber>;

export interface LogExport {
  record(record: LogRecord): void;
  /** Pushes pending records, and stops; never waits longer than the time-out. */
  stop(): Promise<void>;
}

/** Starts pushing log lines: the official logger provider, batch processor and OTLP exporter. */
export function startLogExport(options: PushOptions): LogExport {
  const path = openPushPath<ReadableLogRecord[]>({
    ...options,
    signal: 'logs',
    create: (config) => new OTLPLogExporter(config),
    readPartial: (body) => {
      const partial = ProtobufLogsSerializer.deserializeResponse(body).partialSuccess;
      return partial
        ? { rejected: partial.rejectedLogRecords ?? 0, message: partial.errorMessage ?? '' }
        : null;
    },
  });
  const provider = new LoggerProvider({
    resource: path.resource,
    processors: [
      new BatchLogRecordProcessor({
        exporter: path.exporter,
        scheduledDelayMillis: options.intervalMs,
        exportTimeoutMillis: options.timeoutMs,
      }),
    ],
  });
  const logger = provider.getLogger(METER_NAME);
  return {
    record: ({ timeMs, level, message, attributes }) => {
      logger.emit({
        timestamp: timeMs,
        severityNumber: SEVERITIES[level],
        severityText: level.toUpperCase(),
        body: message,
        attributes,
      });
    },
    stop: () => path.close(() => provider.shutdown()),
  };
}
