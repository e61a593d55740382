/** Loads the OpenTelemetry SDK of this signal: to be imported by whoever is about to export it. */
export {
  type MetricExport,
  type MetricExportOptions,
  startMetricExport,
} from '../telemetry/export/metrics.ts';
