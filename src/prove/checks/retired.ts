/** Ids of checks that are gone. They stay listed, so that none is ever given to another check. */
export const RETIRED_IDS: ReadonlySet<string> = new Set<string>();
