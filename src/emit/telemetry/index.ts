export type { RecorderSettings } from './event-rows.ts';
export { identityOf, instanceId, type InstanceFacts } from './identity.ts';
export type { LogRecord } from './log-record.ts';
export { RecorderKeeper } from './recorder-keeper.ts';
export { Recorder, type RecorderOptions } from './recorder.ts';
export type { TelemetrySource } from './telemetry-source.ts';
