export { type ExporterEvent, type OpenClawRuntime, readRuntime, type RunningPlugin, type UsageDay } from './runtime.ts';
