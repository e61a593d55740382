import type { Backend, Flavour } from '../../translate/index.ts';
import type { Container } from '../manifests/pod.ts';
import { mimirSettings, settingsOf, victoriaMetricsSettings } from './settings.ts';

/** Flags of a server's command line, without their dashes. */
export type Flags = ReadonlyMap<string, string>;

/**
 * Parses the arguments of a command line: `--name=value`, `-name=value`, `--name value`, and `--name`
 * alone for a switch. Words that belong to no flag are left out.
 */
export function parseArguments(args: readonly string[]): Flags {
  const flags = new Map<string, string>();
  for (const [index, argument] of args.entries()) {
    const match = /^--?([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(argument);
    if (!match) continue;
    const [, name = '', written] = match;
    const next = args[index + 1];
    const value = written ?? (next === undefined || next.startsWith('-') ? 'true' : next);
    const before = flags.get(name);
    // This flag accumulates if it is given twice; for other flags, the last value counts.
    flags.set(name, name === FEATURES && before !== undefined ? `${before},${value}` : value);
  }
  return flags;
}

/** Flags of the program that a container runs. */
export function containerFlags({ command, args }: Pick<Container, 'command' | 'args'>): Flags {
  return parseArguments([...command, ...args]);
}

const FEATURES = 'enable-feature';

/** Words of `--enable-feature`. */
export function featuresOf(flags: Flags): ReadonlySet<string> {
  return new Set((flags.get(FEATURES) ?? '').split(',').filter(Boolean));
}

/** The settings of a flavour, from its flags. */
export function settingsFromFlags<F extends Flavour>(
  flavour: F,
  flags: Flags,
): Extract<Backend, { flavour: F }>['settings'];
export function settingsFromFlags(flavour: Flavour, flags: Flags): Backend['settings'] {
  if (flavour === 'prometheus') return settingsOf({}, featuresOf(flags));
  return flavour === 'mimir' ? mimirSettings(flags) : victoriaMetricsSettings(flags);
}

const OWNERS: readonly (readonly [Flavour, RegExp])[] = [
  ['victoriametrics', /^(?:opentelemetry\.|maxLabel|httpListenAddr$|storageDataPath$)/],
  ['mimir', /^(?:distributor\.|validation\.|ingester\.|blocks-storage\.|auth\.multitenancy)/],
  ['prometheus', /^(?:enable-feature$|web\.enable-|storage\.tsdb\.)/],
];

/** The server that has the flag; undefined if it is not exactly one. */
export function ownerOf(flag: string): Flavour | undefined {
  return OWNERS.find(([, pattern]) => pattern.test(flag))?.[0];
}
