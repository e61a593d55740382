import { pathToFileURL } from 'node:url';

/** What `preload.ts` makes of a process's surroundings. */
export interface Surroundings {
  /** Address by host name. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Address to connect to instead, by `host:port`: for an endpoint that no name stands for. */
  readonly routes: Readonly<Record<string, string>>;
  /** Hosts to which no packet gets through. */
  readonly dropped: readonly string[];
  readonly clockOffsetMs: number;
  readonly missingModule: string | null;
}

/**
 * The environment that puts a process of the lab into its surroundings.
 *
 * @param entry the built command line
 */
export function surroundingsEnv(surroundings: Surroundings, entry: string): Record<string, string> {
  // The process needs JavaScript. Tests run this file as TypeScript: then it is the checkout's build that has it.
  const preload = import.meta.url.endsWith('.ts')
    ? new URL('../../testbed/scenario/preload.js', pathToFileURL(entry))
    : new URL('preload.js', import.meta.url);
  return {
    NODE_OPTIONS: `--import ${preload.href}`,
    THROUGHLINE_LAB: JSON.stringify(surroundings),
  };
}
