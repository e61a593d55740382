import { ServerError } from './error.ts';
import type { Placement, ServerSpec } from './spec.ts';

export interface Wishes {
  /** `--name=value` each. A flag replaces the usual one of the same name. */
  readonly flags?: readonly string[];
  /** False starts the server with its OTLP receiver off. */
  readonly receiver?: boolean;
}

/** The command line of a server; `configFile` is the path of its configuration, if it has one. */
export function serverArguments(
  spec: ServerSpec,
  place: Placement,
  wishes: Wishes,
  configFile: string | undefined,
): string[] {
  const { args, receiverFlags, configFlag } = spec.start;
  const flags = wishes.flags ?? [];
  const receiver = wishes.receiver ?? true;
  if (!receiver && receiverFlags.length === 0) {
    throw new ServerError('start', `${spec.title} cannot be started without its OTLP receiver.`);
  }
  if (configFile !== undefined && configFlag === undefined) {
    throw new ServerError('start', `${spec.title} has no configuration file: give it flags instead.`);
  }
  const given = new Set(flags.map(nameOf));
  const own = [...(configFile === undefined ? [] : [`${configFlag}=${configFile}`]), ...args(place)];
  return [
    ...own.filter((flag) => !given.has(nameOf(flag))),
    // Never replaced: a requested feature must not switch the receiver off unnoticed.
    ...(receiver ? receiverFlags.filter((flag) => !flags.includes(flag)) : []),
    ...flags,
  ];
}

/** Servers in Go accept one dash or two. */
function nameOf(flag: string): string {
  return flag.replace(/^--?/, '').replace(/=.*$/s, '');
}
