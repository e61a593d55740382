export type {
  ChannelDefinition,
  InboundMessage,
  PluginApi,
  PluginLogger,
  PluginModule,
  PluginService,
  ServiceContext,
  WebhookReading,
} from './types.ts';
