/** Lines by which this gateway says that its pushes arrive. */
export const RECOVERED = /arrive again at|accepted the first push of metrics/;

/** What a gateway writes when it has started; OpenClaw 2026.9 lists its plugins behind it, and no address. */
export const STARTED = /\bgateway\b.*\b(?:listen(?:s|ing) on\b|http server listening \()/i;

/** What OpenClaw writes before it starts again on purpose: in its process, or as another process that it spawns. */
export const RESTART_REQUESTED = /\breceived SIGUSR[12]; restarting|\brestart mode:/i;
