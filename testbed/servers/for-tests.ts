import type { Machine } from './cache.ts';
import { ensureServer, findServer } from './find.ts';
import type { FoundServer } from './find.ts';
import type { Progress } from './progress.ts';
import { serverSpec } from './table.ts';

/** A server to test with, or why there is none. */
export type ServerForTest =
  | { readonly here: true; readonly server: FoundServer }
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
  const spec = serverSpec(name);
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
