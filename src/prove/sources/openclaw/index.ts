export { type OpenClawHome, readOpenClawHome } from './home.ts';
export type { PluginFolder } from './plugin-folder.ts';
export { type ExporterEvent, type OpenClawRuntime, readRuntime, type UsageDay } from './runtime.ts';
export { readSessionUsage, type Usage } from './session-usage.ts';
