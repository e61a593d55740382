import type { PluginApi } from '../../src/plugin-api/index.ts';
import { readPayload } from './payload.ts';

export function register(api: PluginApi): void {
  api.registerChannel({ id: 'discord', readWebhook: readPayload });
}
