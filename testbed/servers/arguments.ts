import { ServerError } from './error.ts';
import type { Placement, ServerSpec } from './spec.ts';

export interface Wishes {
  /** `--name=value` each; one that the server is given anyway takes its place. */
  readonly flags?: readonly string[];
  /** False starts the server with its OTLP receiver off. */
  readonly receiver?: boolean;
}

/** The command line of a server; `configFile` is where its configuration lies, if it has one. */
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
    // Never replaced: a feature that is asked for must not switch the receiver off unnoticed.
    ...(receiver ? receiverFlags.filter((flag) => !flags.includes(flag)) : []),
    ...flags,
  ];
}

/** Go's servers take one dash for two. */
function nameOf(flag: string): string {
  return flag.replace(/^--?/, '').replace(/=.*$/s, '');
}
