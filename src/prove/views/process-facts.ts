import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';

/** One mount of a process, as Linux shows it. */
export interface Mount {
  /** What of its file system is mounted, as a path there; `//deleted` at the end where it was deleted since. */
  readonly root: string;
  readonly mountPoint: string;
}

/** Times in /proc are in these, on each platform that Node runs on. */
const TICKS_A_SECOND = 100;
/** Field of /proc/PID/stat, counted behind the command in brackets. */
const START_FIELD = 19;

/** When a process of this machine began, in Unix milliseconds; undefined where /proc does not show it. */
export async function startOf(pid: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The command may contain blanks and brackets.
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD] ?? Number.NaN);
  return Number.isNaN(ticks) ? undefined : Date.now() - (uptime() - ticks / TICKS_A_SECOND) * 1_000;
}

/** The mounts of a process; none where /proc does not show them. */
export async function readMounts(pid: number): Promise<readonly Mount[]> {
  return parseMounts(await readFile(`/proc/${pid}/mountinfo`, 'utf8').catch(() => ''));
}

/** @see https://docs.kernel.org/filesystems/proc.html#proc-pid-mountinfo-information-about-mounts */
export function parseMounts(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, , , root, mountPoint] = line.split(' ').map(unescaped);
    return root === undefined || mountPoint === undefined ? [] : [{ root, mountPoint }];
  });
}

/** The mount that an absolute path is on: the last one of the longest mount point above it. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  let best: Mount | undefined;
  for (const mount of mounts) {
    const { mountPoint } = mount;
    const isAbove =
      mountPoint === path || path.startsWith(mountPoint.endsWith('/') ? mountPoint : `${mountPoint}/`);
    if (isAbove && mountPoint.length >= (best?.mountPoint.length ?? 0)) best = mount;
  }
  return best;
}

/** Blanks and backslashes are written as octal numbers. */
function unescaped(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
