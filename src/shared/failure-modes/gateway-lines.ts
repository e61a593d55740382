/** Lines by which this gateway says that its pushes arrive. */
export const RECOVERED = /arrive again at|accepted the first push of metrics/;

/** What a gateway writes when it has started; OpenClaw 2026.9 lists its plugins behind it, and no address. */
export const STARTED = /\bgateway\b.*\b(?:listen(?:s|ing) on\b|http server listening \()/i;

/** What OpenClaw writes before it starts again on purpose: in its process, or as another process that it spawns. */
export const RESTART_REQUESTED = /\breceived SIGUSR[12]; restarting|\brestart mode:/i;

/** What OpenClaw writes when it has started, from 2026.9 on: the ids of the plugins that were loaded. */
export const LOADED = /\bhttp server listening \((?:\d+ plugins?: ([^;)]*))?/i;

/** A line that names the plugin. Lists of what was loaded name it, too. */
const NAMES_PLUGIN = /\bdiagnostics-otel\b/;

const FAILS =
  /\b(?:fail(?:s|ed|ure|ing)?|errors?|exception|cannot|could not|unable|refused|rejected|invalid|unsupported|unavailable|suppressed|crash(?:ed)?|blocked|timed out|not installed|not trusted)\b/i;

/** What a filter for these lines looks for. */
export const OF_THE_PLUGIN = NAMES_PLUGIN.source;

/** Whether a line says that something of the plugin failed, in words that may not be known. */
export function saysPluginFailed({ text, level }: { text: string; level?: string | undefined }): boolean {
  if (!NAMES_PLUGIN.test(text) || LOADED.test(text)) return false;
  return level !== undefined || FAILS.test(text);
}

/** What OpenClaw writes when it has read an edit of its configuration. */
export const EDIT_READ = /\bconfig change detected; evaluating reload\b/;
