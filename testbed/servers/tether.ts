import { spawn } from 'node:child_process';

/**
 * Waits for the end of its input. A line means that all is done; the end without one means that the
 * process holding the other side is gone, so its children and its folder have to go too.
 */
const GUARD = `
  read -r done && exit 0
  kill -s KILL -- "-$1"
  rm -rf "$2" || { sleep 1; rm -rf "$2"; }
`;

/**
 * Ties a process group and a folder to the life of this process: however this process ends, also
 * by SIGKILL, the group is killed and the folder removed.
 * @returns lets go of both.
 */
export function tether(processGroup: number, folder: string): () => void {
  const guard = spawn('/bin/sh', ['-c', GUARD, 'throughline-tether', String(processGroup), folder], {
    // A session of its own: Ctrl-C must not reach it before it reaches this process.
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
