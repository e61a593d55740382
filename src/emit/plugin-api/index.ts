export {
  type DiscordSettings,
  effectiveEndpoint,
  type EffectiveEndpoint,
  type GatewayConfig,
  type OtelConfig,
  type Signal,
  type TelegramSettings,
} from '../../shared/config/index.ts';
export { maskUrl } from '../../shared/text/secrets.ts';
export type { DiagnosticEvent, DiagnosticListener } from '../diagnostics/index.ts';
export type { Identity } from '../../shared/protocol/identity.ts';
export type { Ledger } from '../../shared/protocol/ledger.ts';
export type { ExporterStatus } from '../../shared/protocol/status.ts';
export {
  identityOf,
  type LogRecord,
  type Recorder,
  RecorderKeeper,
  type TelemetrySource,
} from '../telemetry/index.ts';
export { BackOff } from './back-off.ts';
export { splitText } from './split-text.ts';
export type {
  Acceptance,
  ChannelDefinition,
  InboundMessage,
  PluginApi,
  PluginLogger,
  PluginModule,
  PluginService,
  ServiceContext,
  WebhookReading,
} from './types.ts';
