export { identityOf, keepInstanceId } from './identity.ts';
export type { LogRecord } from './log-record.ts';
export { RecorderKeeper } from './recorder-keeper.ts';
export { Recorder } from './recorder.ts';
export type { TelemetrySource } from './telemetry-source.ts';
