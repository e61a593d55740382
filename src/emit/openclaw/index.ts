import { TELEMETRY_PLUGIN } from '../../shared/config/index.ts';
import { OpenClawExporter } from './exporter.ts';
import type { OpenClawApi, OpenClawModules } from './openclaw.ts';
import { registerRoutes } from './routes.ts';

/**
 * State that outlives a restart of the gateway within its process. OpenClaw evaluates this module once a process, and
 * may register the plugin again.
 */
const kept = new Map<string, unknown>();

/** Version of this package, set where it is bundled. */
declare const PLUGIN_VERSION: string | undefined;
const version = typeof PLUGIN_VERSION === 'string' ? PLUGIN_VERSION : 'unknown';

/**
 * The plugin as OpenClaw loads it.
 *
 * @param modules of OpenClaw; only a file that OpenClaw's loader compiles can import them
 */
export function createPlugin(modules: OpenClawModules) {
  return {
    id: TELEMETRY_PLUGIN,
    register(api: OpenClawApi): void {
      const env = process.env;
      const exporter = new OpenClawExporter(api, modules, { env, kept });
      api.registerService(exporter);
      registerRoutes(api, exporter, env, version);
    },
  };
}
