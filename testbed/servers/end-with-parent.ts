import { spawn } from 'node:child_process';

/**
 * Waits for the end of its input. A line means that the work is done. The end without a line means that the parent process is
 * gone, so its children and its folder must go too.
 */
const GUARD = `
  read -r done && exit 0
  kill -s KILL -- "-$1"
  if [ -n "$3" ]; then
    for one in /proc/[0-9]*; do grep -qsaF -- "$3" "$one/environ" && kill -s KILL "\${one#/proc/}"; done
  fi
  rm -rf "$2" || { sleep 1; rm -rf "$2"; }
`;

/**
 * Kills a process group and removes a folder when this process ends, in any way, SIGKILL included.
 * @param mark text in the environment of processes that may have left the group, and are killed too
 * @returns a function that releases both
 */
export function endWithParent(processGroup: number, folder: string, mark = ''): () => void {
  const guard = spawn(
    '/bin/sh',
    ['-c', GUARD, 'throughline-end-with-parent', String(processGroup), folder, mark],
    {
      // A separate session, so that Ctrl-C does not reach it before this process.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
    },
  );
  guard.unref();
  guard.stdin.on('error', () => {});
  return () => {
    guard.stdin.end('done\n');
  };
}
