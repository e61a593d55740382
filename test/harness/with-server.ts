import { describe, it } from 'vitest';
import { createProgress, serverForTest, thisMachine } from '../../testbed/servers/index.ts';
import type { FoundServer } from '../../testbed/servers/index.ts';

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
export async function describeWithServers(
  ids: readonly string[],
  title: string,
  tests: (servers: readonly FoundServer[]) => void,
): Promise<void> {
  const progress = createProgress(process.stderr);
  const servers: FoundServer[] = [];
  let why = '';
  for (const id of ids) {
    const found = await serverForTest(id, thisMachine(), progress);
    if (found.here) servers.push(found.server);
    else why ||= found.why;
  }
  progress.end();
  if (why) process.stderr.write(`SKIPPED: ${title}: ${why}\n`);
  describe.skipIf(why !== '')(`${title}: ${why || ids.join(', ')}`, () => {
    // oxlint-disable-next-line vitest/no-conditional-tests -- without a server there is nothing to declare
    if (why === '') tests(servers);
    else it('needs a server that is not on this machine', () => {});
  });
}
