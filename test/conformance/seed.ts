/** CI uses this seed, so that the metrics are the same each time. */
export const DEFAULT_SEED = 20_260_220;
/** Number of metrics for each server. */
export const DEFAULT_COUNT = 2_000;
