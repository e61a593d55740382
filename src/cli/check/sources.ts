import type { Sources } from '../../prove/index.ts';
import type { CheckFlags } from './flags.ts';
import type { Settings } from '../settings/read.ts';
import { SOURCES } from './source-table/index.ts';
import type { Found, Opening, OpenSource, Round } from './source-table/row.ts';

/** The sources of one command, whose connections are kept over the rounds of `--wait`. */
export interface OpenSources {
  /** HTTP requests made so far. */
  requests(): number;
  /** What one round of checks looks at: files are read again, servers asked again. @throws {UsageError} */
  read(): Promise<Omit<Partial<Sources>, 'clock'>>;
  close(): Promise<void>;
}

/** Whether flags or settings name something that can be checked. */
export function isAnythingNamed(flags: CheckFlags, settings: Settings): boolean {
  return SOURCES.some((row) => row.suffices && row.named(flags, settings) !== undefined);
}

/** @throws {UsageError} */
export async function openSources(
  flags: CheckFlags,
  settings: Settings,
  opening: Opening,
): Promise<OpenSources> {
  const opened = new Map<keyof Found, OpenSource>();
  const close = async (): Promise<void> => {
    for (const { client } of opened.values()) await client?.close();
  };
  try {
    for (const row of SOURCES) opened.set(row.name, await row.open(flags, settings, opening));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    requests: () => [...opened.values()].reduce((sum, { client }) => sum + (client?.requests ?? 0), 0),
    read: () => readRound(opened, opening),
    close,
  };
}

async function readRound(
  opened: ReadonlyMap<keyof Found, OpenSource>,
  opening: Opening,
): Promise<Omit<Partial<Sources>, 'clock'>> {
  const reading = new Map<keyof Found, Promise<unknown>>();
  const get = (name: keyof Found): Promise<unknown> => {
    const read = reading.get(name) ?? opened.get(name)?.read(round) ?? Promise.resolve(undefined);
    reading.set(name, read);
    return read;
  };
  const round: Round = { ...opening, get: get as Round['get'] };
  const found: Record<string, unknown> = {};
  // One after the other, so that the first problem is the one that is reported.
  for (const { name, hint } of SOURCES) {
    const value = await get(name);
    if (value !== undefined && hint !== undefined) found[name] = value;
  }
  return found;
}
