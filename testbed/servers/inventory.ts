import type { Machine } from './cache.ts';
import { ServerError } from './error.ts';
import { ensureServer, findServer } from './find.ts';
import type { Found } from './find.ts';
import type { Progress } from './progress.ts';
import type { ProgramSpec } from './spec.ts';
import { PROGRAMS, programSpec } from './table.ts';

/** One server of the table, and its state on this machine. */
export type InventoryRow =
  | { readonly id: string; readonly state: 'here'; readonly found: Found<ProgramSpec> }
  | { readonly id: string; readonly state: 'missing'; readonly spec: ProgramSpec }
  | {
      readonly id: string;
      readonly state: 'failed';
      readonly spec: ProgramSpec;
      readonly problem: ServerError;
    };

/** The state of the whole table; builds nothing. */
export async function describeServers(machine: Machine): Promise<InventoryRow[]> {
  return inventory(PROGRAMS, (spec) => findServer(spec, machine));
}

/**
 * Finds or builds each of the named servers. A failure does not stop the others.
 * @throws ServerError `unknown-server`, before anything is built
 */
export async function ensureServers(
  names: readonly string[],
  machine: Machine,
  progress: Progress,
): Promise<InventoryRow[]> {
  return inventory(names.map(programSpec), (spec) => ensureServer(spec, machine, progress));
}

async function inventory(
  specs: readonly ProgramSpec[],
  find: (spec: ProgramSpec) => Promise<Found<ProgramSpec> | undefined>,
): Promise<InventoryRow[]> {
  const rows: InventoryRow[] = [];
  for (const spec of specs) {
    // One after the other: a build uses all cores.
    rows.push(await row(spec, find));
  }
  return rows;
}

async function row(
  spec: ProgramSpec,
  find: (spec: ProgramSpec) => Promise<Found<ProgramSpec> | undefined>,
): Promise<InventoryRow> {
  const { id } = spec;
  try {
    const found = await find(spec);
    return found === undefined ? { id, state: 'missing', spec } : { id, state: 'here', found };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return { id, state: 'failed', spec, problem: error };
  }
}
