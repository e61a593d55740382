import type { OpenClawHome } from '../../src/prove/sources/index.ts';

/** A home folder of OpenClaw of which nothing more than this is known. */
export function openclawHome(rest: Partial<OpenClawHome>): OpenClawHome {
  return {
    path: '/home/node',
    state: '/home/node/.openclaw',
    config: undefined,
    package: undefined,
    plugin: undefined,
    log: undefined,
    gateway: undefined,
    ...rest,
  };
}
