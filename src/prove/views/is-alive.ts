import { errorCode } from '../../shared/text/error-code.ts';

/** True where a process of this machine has the id, whichever user runs it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of another user.
    return errorCode(error) === 'EPERM';
  }
}
