import { pathToFileURL } from 'node:url';

/** What `preload.ts` changes in a process. */
export interface PreloadSettings {
  /** Address by host name. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Address to connect to instead, by `host:port`: for an endpoint without a host name. */
  readonly routes: Readonly<Record<string, string>>;
  /** Hosts to which packets are dropped. */
  readonly dropped: readonly string[];
  readonly clockOffsetMs: number;
  readonly missingModule: string | null;
}

/**
 * The environment of a process of a scenario.
 *
 * @param entry the built command line
 */
export function preloadEnv(settings: PreloadSettings, entry: string): Record<string, string> {
  // The process needs JavaScript. Tests run this file as TypeScript, so they use the checkout's build.
  const preload = import.meta.url.endsWith('.ts')
    ? new URL('../../testbed/scenario/preload.js', pathToFileURL(entry))
    : new URL('preload.js', import.meta.url);
  return {
    NODE_OPTIONS: `--import ${preload.href}`,
    THROUGHLINE_LAB: JSON.stringify(settings),
  };
}
