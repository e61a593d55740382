/** Loads the OpenTelemetry SDK of this signal: to be imported by whoever is about to export it. */
export { startTraceExport, type TraceExport, type TraceExportOptions } from '../telemetry/export/traces.ts';
