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
export {
  type ExporterStatus,
  type Identity,
  identityOf,
  type LedgerSnapshot,
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
