export type { DiscordSettings, TelegramSettings } from './channels.ts';
export { isConfigMap } from './config-map.ts';
export { type CronJob, nextRunAtMs } from './cron.ts';
export { type FileArgument, parseFileArgument } from './file-argument.ts';
export { isForbiddenAddress } from './delivery-url.ts';
export { type ConfigDocument, ConfigDocumentError } from './container/candidate.ts';
export { generatedFiles, type GeneratedFile } from './container/kustomization.ts';
export { configKeys, findConfig } from './document.ts';
export {
  BUNDLED_ENABLED_BY_DEFAULT,
  resolveEnableState,
  TELEMETRY_PLUGIN,
  type EnableState,
  type PluginOrigin,
} from './enable-state.ts';
export { effectiveEndpoint, type EffectiveEndpoint, type Signal } from './endpoint.ts';
export { substituteEnvironment, type Environment, type UnsetVariable } from './environment.ts';
export { configJsonSchema } from './json-schema.ts';
export { nearest } from './nearest.ts';
export { parseConfig, parseText, type ConfigIssue, type ConfigReading } from './parse.ts';
export { mentionsGatewaySettings } from './recognize.ts';
export {
  configSchema,
  type GatewayConfig,
  type ModelConfig,
  type OtelConfig,
  type PluginsConfig,
  type ProviderConfig,
} from './schema.ts';
export { asksToPush, hasScrapePlugin, SCRAPE_PLUGIN } from './ways.ts';
export { changeSetting, locateSetting } from './setting.ts';
export { writtenFlushIntervalMs } from './written-interval.ts';
