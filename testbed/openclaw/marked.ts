import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../../src/shared/text/error-code.ts';

const POLL_MS = 50;

/**
 * Ends every process that has `mark` in its environment: asks, waits, and kills what is left. A restart of OpenClaw starts a
 * process in another group, so that signals to one group do not reach it.
 * @returns whether all ended by themselves in time
 */
export async function endMarked(mark: string, graceMs: number): Promise<boolean> {
  for (const pid of await markedProcesses(mark)) signal(pid, 'SIGTERM');
  const until = performance.now() + graceMs;
  while (performance.now() < until) {
    if ((await markedProcesses(mark)).length === 0) return true;
    await sleep(POLL_MS);
  }
  for (let left = await markedProcesses(mark); left.length > 0; left = await markedProcesses(mark)) {
    for (const pid of left) signal(pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
  return false;
}

/** Ids of the running processes with `mark` in their environment; Linux only. */
export async function markedProcesses(mark: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const marked = await Promise.all(
    pids.map(async (pid) => {
      // Processes of others cannot be read, and some end in between.
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.includes(mark);
    }),
  );
  return pids.filter((_, index) => marked[index]).map(Number);
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}
