import type { Machine } from './cache.ts';
import { ensureServer, findServer } from './find.ts';
import type { Found, FoundServer } from './find.ts';
import type { Progress } from './progress.ts';
import type { ProgramSpec } from './spec.ts';
import { programSpec, serverSpec } from './table.ts';

/** A server to test with, or why there is none. */
export type ServerForTest =
  | { readonly here: true; readonly server: FoundServer }
  | { readonly here: false; readonly why: string };

/** A program to test with, or why there is none. */
type ProgramForTest<Spec extends ProgramSpec> =
  | { readonly here: true; readonly server: Found<Spec> }
  | { readonly here: false; readonly why: string };

/**
 * The server that a test needs. Without `CI=true` nothing is built: if the server is missing, its tests are skipped, and `why`
 * names the command that installs it. With `CI=true` it is built.
 * @throws ServerError if a named one does not work, or building fails
 */
export async function serverForTest(
  name: string,
  machine: Machine,
  progress: Progress,
): Promise<ServerForTest> {
  return forTest(serverSpec(name), machine, progress);
}

/**
 * The same for any program of the table.
 * @throws ServerError if a named one does not work, or building fails
 */
export async function programForTest(
  name: string,
  machine: Machine,
  progress: Progress,
): Promise<ProgramForTest<ProgramSpec>> {
  return forTest(programSpec(name), machine, progress);
}

async function forTest<Spec extends ProgramSpec>(
  spec: Spec,
  machine: Machine,
  progress: Progress,
): Promise<ProgramForTest<Spec>> {
  const server =
    machine.env['CI'] === 'true'
      ? await ensureServer(spec, machine, progress)
      : await findServer(spec, machine);
  if (server !== undefined) return { here: true, server };
  return {
    here: false,
    why: `${spec.title} ${spec.version} is not on this machine; to get it: npm run servers -- ${spec.id}`,
  };
}
