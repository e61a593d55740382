import type { Option } from 'commander';
import type { z } from 'zod';
import type { Clock, ObjectRef, Sources } from '../../../prove/index.ts';
import type { ManifestSet } from '../../../prove/sources/index.ts';

/** What the rows read in one round: the sources of the checks, and what other rows make a source of. */
export interface Found extends Omit<Sources, 'clock' | 'describedBackend'> {
  /** The files of `--manifests`, as they are without a live cluster. */
  readonly manifestFiles: ManifestSet;
}

/** A connection that is kept over the rounds of `--wait`. */
export interface Client {
  /** Requests made so far. */
  readonly requests: number;
  close(): Promise<void>;
}

/** What is the same for all sources of a command. */
export interface Opening {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Time-out of each request. */
  readonly timeoutMs: number;
  /** Look at files only. */
  readonly static: boolean;
  /** Look at what is about to be applied, and at the live cluster, and at nothing else. */
  readonly beforeSync?: BeforeSync | undefined;
}

/** The PodTemplate with the pods that are about to run, or true where files have them. */
export type BeforeSync = ObjectRef | true;

/** One round of checks, in which each source is read at most once. */
export interface Round extends Opening {
  /** Another source of this round; undefined where it is absent. */
  readonly get: <Name extends keyof Found>(name: Name) => Promise<Found[Name] | undefined>;
}

type Shape = Record<string, z.ZodType>;
type SettingsOf<Keys extends Shape> = z.output<z.ZodObject<Keys>>;

interface Definition<Name extends keyof Found, Flags, Keys extends Shape, Named, Opened extends Client> {
  readonly name: Name;
  /** Flags of `throughline check`, in the order of its help. */
  readonly flags: readonly Option[];
  /** Keys of `throughline.yaml`. */
  readonly keys: Keys;
  /** What a check without this source says: how to provide it. Undefined where only other rows read it. */
  readonly hint: string | undefined;
  /** It is given on purpose: without it a check is skipped, not unknown. */
  readonly optional?: true;
  /** Whether there is something to check where nothing but this is named. */
  readonly suffices: boolean;
  /** What flags and settings name together; flags win. */
  readonly named: (flags: Flags, settings: SettingsOf<Keys>) => Named | undefined;
  /** Opened once a command, where it is named. @throws {UsageError} */
  readonly open?: (
    named: Named,
    opening: Opening & { readonly settings: SettingsOf<Keys> },
  ) => Promise<Opened | undefined> | Opened | undefined;
  /** Read once a round; undefined where it is absent. @throws {UsageError} where a named file cannot be used */
  readonly read: (
    round: Round & { readonly named: Named | undefined; readonly client: Opened | undefined },
  ) => Promise<Found[Name] | undefined> | Found[Name] | undefined;
}

/** A source of this command: its client, where it has one, and how it is read. */
export interface OpenSource<Value = unknown> {
  readonly client: Client | undefined;
  read(round: Round): Promise<Value | undefined>;
}

/** One row of the table: all that the command line knows of a source. */
export interface SourceRow<
  Name extends keyof Found = keyof Found,
  Flags = object,
  Keys extends Shape = Shape,
  Named = unknown,
> extends Pick<
  Definition<Name, Flags, Keys, Named, Client>,
  'name' | 'flags' | 'keys' | 'hint' | 'optional' | 'suffices'
> {
  named(flags: Flags, settings: SettingsOf<Keys>): Named | undefined;
  open(flags: Flags, settings: SettingsOf<Keys>, opening: Opening): Promise<OpenSource<Found[Name]>>;
}

/** Declares a row of the table of sources. */
export function defineSource<
  Name extends keyof Found,
  Flags,
  Keys extends Shape,
  Named,
  Opened extends Client = Client,
>(definition: Definition<Name, Flags, Keys, Named, Opened>): SourceRow<Name, Flags, Keys, Named> {
  const { name, flags, keys, hint, optional, suffices, named, open, read } = definition;
  return {
    name,
    flags,
    keys,
    hint,
    ...(optional ? { optional } : {}),
    suffices,
    named,
    open: async (given, settings, opening) => {
      const value = named(given, settings);
      const client = value === undefined ? undefined : await open?.(value, { ...opening, settings });
      return { client, read: async (round) => read({ ...round, named: value, client }) };
    },
  };
}
