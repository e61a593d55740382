import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ENTRY, throughline } from './throughline.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the cluster of this run is, once a test has brought it up. */
    readonly clusterFolder: string;
  }
}

/** Waits for the end of its input. A line means that the work is done; the end without a line, that the run was killed. */
const GUARD = `read -r done && exit 0; [ ! -e "$3" ] || "$1" "$2" lab cluster down --folder "$3"; rm -rf "$4"`;

/**
 * All tests of a run share one cluster: the first that needs it brings it up, and it goes with the run. With
 * THROUGHLINE_TEST_CLUSTER, the folder of a cluster, they use that one, and it stays.
 */
export default async function shareNode(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['THROUGHLINE_TEST_CLUSTER'];
  if (given) {
    project.provide('clusterFolder', given);
    return async () => {};
  }
  const parent = await mkdtemp(join(tmpdir(), 'throughline-node-'));
  const folder = join(parent, 'cluster');
  project.provide('clusterFolder', folder);
  const guard = spawn(
    '/bin/sh',
    ['-c', GUARD, 'throughline-node-guard', process.execPath, ENTRY, folder, parent],
    {
      // A separate session, so that Ctrl-C does not reach it before this process.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    },
  );
  guard.unref();
  guard.stdin.on('error', () => {});
  return async () => {
    // Where no test brought it up there is nothing to take away, as on a platform that has no node.
    if (existsSync(folder)) await takeAway(folder);
    await rm(parent, { recursive: true, force: true });
    guard.stdin.end('done\n');
  };
}

async function takeAway(folder: string): Promise<void> {
  const { code, stderr } = await throughline(['lab', 'cluster', 'down', '--folder', folder]);
  if (code !== 0) throw new Error(`the cluster of the tests was not taken away: ${stderr}`);
}
