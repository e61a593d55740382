/** The hops of the path, in the order in which telemetry takes them. */
export const LINKS = [
  'config',
  'plugin',
  'sdk',
  'network',
  'receiver',
  'store',
  'names',
  'query',
  'dashboard',
] as const;

export type Link = (typeof LINKS)[number];
