/** What CI runs: the same metrics each time. */
export const DEFAULT_SEED = 20_260_220;
/** Metrics a server. */
export const DEFAULT_COUNT = 2_000;
