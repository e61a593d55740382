/** CI uses this seed, so that the queries are the same each time. */
export const DEFAULT_SEED = 20_260_312;
/** Number of queries. */
export const DEFAULT_COUNT = 2_000;
