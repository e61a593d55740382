import { describe, it } from 'vitest';
import { createProgress, programForTest, serverForTest, thisMachine } from '../../testbed/servers/index.ts';
import type { Found, FoundServer, Machine, ProgramSpec, Progress } from '../../testbed/servers/index.ts';

/**
 * Tests that need a real server. If it is missing, they are skipped, and stderr shows how to get it. With `CI=true` it is
 * built.
 */
export async function describeWithServer(
  id: string,
  title: string,
  tests: (server: FoundServer) => void,
): Promise<void> {
  // oxlint-disable-next-line typescript/no-non-null-assertion -- one was requested, so one exists
  await describeWithServers([id], title, ([server]) => tests(server!));
}

/** The same for tests that need several servers, in the order of their ids. */
export function describeWithServers(
  ids: readonly string[],
  title: string,
  tests: (servers: readonly FoundServer[]) => void,
): Promise<void> {
  return describeWith(serverForTest, ids, title, tests);
}

/** The same for programs of the table that are no servers, such as kubectl, and those that are. */
export function describeWithPrograms(
  ids: readonly string[],
  title: string,
  tests: (programs: readonly Found<ProgramSpec>[]) => void,
): Promise<void> {
  return describeWith(programForTest, ids, title, tests);
}

type Find<Program> = (
  id: string,
  machine: Machine,
  progress: Progress,
) => Promise<
  { readonly here: true; readonly server: Program } | { readonly here: false; readonly why: string }
>;

async function describeWith<Program>(
  find: Find<Program>,
  ids: readonly string[],
  title: string,
  tests: (programs: readonly Program[]) => void,
): Promise<void> {
  const progress = createProgress(process.stderr);
  const programs: Program[] = [];
  let why = '';
  for (const id of ids) {
    const found = await find(id, thisMachine(), progress);
    if (found.here) programs.push(found.server);
    else why ||= found.why;
  }
  progress.end();
  if (why) process.stderr.write(`SKIPPED: ${title}: ${why}\n`);
  describe.skipIf(why !== '')(`${title}: ${why || ids.join(', ')}`, () => {
    // oxlint-disable-next-line vitest/no-conditional-tests -- without a program there is nothing to declare
    if (why === '') tests(programs);
    else it('needs a program that is not on this machine', () => {});
  });
}
