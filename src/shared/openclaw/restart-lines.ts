/**
 * What OpenClaw 2026.2 logs where it restarts within its process: with OPENCLAW_NO_RESPAWN set, or where a new process
 * cannot be started. Without this line a restart is a new process.
 */
const IN_PROCESS_RESTART = /restart mode: in-process restart(?: \(\w+\))?|falling back to in-process restart/;

/** The part of a log line that says that the gateway restarts within its process; undefined in any other line. */
export function inProcessRestart(line: string): string | undefined {
  return IN_PROCESS_RESTART.exec(line)?.[0];
}
