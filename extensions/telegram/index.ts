import type { PluginApi } from '../../src/plugin-api/index.ts';
import { readUpdate } from './update.ts';

export function register(api: PluginApi): void {
  api.registerChannel({ id: 'telegram', readWebhook: readUpdate });
}
