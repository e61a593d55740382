/** Loads the OpenTelemetry SDK of this signal: to be imported by whoever is about to export it. */
export { type LogExport, startLogExport } from '../telemetry/export/logs.ts';
