/** What `preload.ts` makes of a process's surroundings. */
export interface Surroundings {
  /** Address by host name. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Hosts to which no packet gets through. */
  readonly dropped: readonly string[];
  readonly clockOffsetMs: number;
  readonly missingModule: string | null;
}

const PRELOAD = new URL('./preload.js', import.meta.url);

/** The environment that puts a process of the lab into its surroundings. */
export function surroundingsEnv(surroundings: Surroundings): Record<string, string> {
  return {
    NODE_OPTIONS: `--import ${PRELOAD.href}`,
    THROUGHLINE_LAB: JSON.stringify(surroundings),
  };
}
