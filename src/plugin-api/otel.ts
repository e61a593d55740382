/** The part of the plugin API that loads the OpenTelemetry SDK; to be imported by whoever is about to export. */
export { type MetricExport, type MetricExportOptions, startMetricExport } from '../telemetry/export/index.ts';
