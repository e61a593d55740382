/** Lines by which this gateway says that its pushes arrive. */
export const RECOVERED = /arrive again at|accepted the first push of metrics/;

/** What a gateway writes when it has started. */
export const STARTED = /\bgateway\b.*\blisten(?:s|ing) on\b/i;

/** What OpenClaw writes when it has started, from 2026.9 on: the ids of the plugins that were loaded. */
export const LOADED = /\bhttp server listening \((?:\d+ plugins?: ([^;)]*))?/i;

/** What OpenClaw writes when it has read an edit of its configuration. */
export const EDIT_READ = /\bconfig change detected; evaluating reload\b/;
