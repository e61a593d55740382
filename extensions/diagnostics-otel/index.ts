import type { PluginApi } from '../../src/emit/plugin-api/index.ts';
import { OtelService } from './service.ts';

export function register(api: PluginApi): void {
  api.registerService(new OtelService(api, process.env));
}
