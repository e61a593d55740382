import { describe, it } from 'vitest';
import { createProgress, serverForTest, thisMachine } from '../../src/lab/servers/index.ts';
import type { FoundServer } from '../../src/lab/servers/index.ts';

/**
 * Tests that need a real server. Where it is missing they are skipped, and stderr says how to get it;
 * with `CI=true` it is built.
 */
export async function describeWithServer(
  id: string,
  title: string,
  tests: (server: FoundServer) => void,
): Promise<void> {
  const progress = createProgress(process.stderr);
  const found = await serverForTest(id, thisMachine(), progress);
  progress.end();
  const why = found.here ? '' : found.why;
  if (!found.here) process.stderr.write(`SKIPPED: ${title}: ${why}\n`);
  describe.skipIf(!found.here)(`${title}: ${why || id}`, () => {
    // oxlint-disable-next-line vitest/no-conditional-tests -- without a server there is nothing to declare
    if (found.here) tests(found.server);
    else it('needs a server that is not here', () => {});
  });
}
