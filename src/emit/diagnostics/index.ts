export { DiagnosticBus, type DiagnosticListener } from './bus.ts';
export type {
  DiagnosticEvent,
  DiagnosticEventType,
  MessageOutcome,
  RunStatus,
  SessionState,
  TokenUsage,
} from './events.ts';
