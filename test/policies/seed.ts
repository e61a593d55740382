/** CI uses this seed, so that the policies are the same each time. */
export const DEFAULT_SEED = 20_261_127;
/** Number of sets in CI. */
export const CI_COUNT = 12;
/** Number of sets where time allows. */
export const FULL_COUNT = 60;
