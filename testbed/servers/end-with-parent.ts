import { spawn } from 'node:child_process';

/**
 * Waits for the end of its input. A line means that the work is done. The end without a line means that the parent process is
 * gone, so its children and its folder must go too.
 */
const GUARD = `
  read -r done && exit 0
  kill -s KILL -- "-$1"
  rm -rf "$2" || { sleep 1; rm -rf "$2"; }
`;

/**
 * Kills a process group and removes a folder when this process ends, in any way, SIGKILL included.
 * @returns a function that releases both
 */
export function endWithParent(processGroup: number, folder: string): () => void {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'throughline-end-with-parent', String(processGroup), folder], {
    // A separate session, so that Ctrl-C does not reach it before this process.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  guard.unref();
  guard.stdin.on('error', () => {});
  return () => {
    guard.stdin.end('done\n');
  };
}
