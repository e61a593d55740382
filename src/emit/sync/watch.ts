import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

export interface WatchOptions {
  /** Milliseconds between looks at the files themselves, for what no event told. */
  readonly pollMs: number;
  /** Called at once, and then whenever one of the paths may have changed; never twice at the same time. */
  readonly onChange: () => Promise<void>;
  /** Whether `onChange` is to be called at the next poll though nothing changed. */
  readonly retry?: () => boolean;
}

export interface Watch {
  /** Ends the watch, after an `onChange` that is running. */
  close(): Promise<void>;
}

/** A file written in several steps is looked at when it has stood still for so long. */
const SETTLE_MS = 50;
/** But changes without a pause don't put it off for longer than this. */
const LONGEST_SETTLE_MS = 500;

/**
 * Watches files that are replaced in any way: rewritten in place, renamed over, or by the symlink swap of a
 * Kubernetes volume, where `<folder>/..data` is renamed and the file's own entry stays the same.
 *
 * Therefore the folder is watched, not the file (its inode changes each time), by the kernel's events, which cost
 * nothing while idle. Every `pollMs` one `stat` of each file and folder finds what had no event (network file systems,
 * no inotify watches left) and watches anew a folder that was removed and made again.
 */
export function watchPaths(paths: readonly string[], options: WatchOptions): Watch {
  const places = paths.map((path) => createPlace(path, schedule));
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;
  let settling: { readonly since: number; timer: NodeJS.Timeout } | undefined;
  let pollTimer: NodeJS.Timeout | undefined;

  function schedule(): void {
    if (closed) return;
    const since = settling?.since ?? performance.now();
    clearTimeout(settling?.timer);
    const delay = Math.min(SETTLE_MS, Math.max(0, since + LONGEST_SETTLE_MS - performance.now()));
    settling = { since, timer: setTimeout(run, delay) };
  }

  function run(): void {
    if (closed) return;
    clearTimeout(settling?.timer);
    settling = undefined;
    again = true;
    running ??= work().finally(() => {
      running = undefined;
      if (again) run();
    });
  }

  async function work(): Promise<void> {
    do {
      again = false;
      // Taken before the files are read: what changes afterwards differs from it at the next poll.
      await look();
      await options.onChange();
    } while (calledMeanwhile());
  }

  function calledMeanwhile(): boolean {
    return again && !closed;
  }

  async function look(): Promise<boolean> {
    const changed = await Promise.all(places.map((place) => place.look()));
    return changed.includes(true);
  }

  async function poll(): Promise<void> {
    if (!running && ((await look()) || options.retry?.())) run();
    if (!closed) pollTimer = setTimeout(() => void poll(), options.pollMs);
  }

  run();
  pollTimer = setTimeout(() => void poll(), options.pollMs);

  return {
    async close() {
      closed = true;
      clearTimeout(settling?.timer);
      clearTimeout(pollTimer);
      for (const place of places) place.close();
      await running;
    },
  };
}

interface Place {
  /** Watches the folder if it is not watched yet, and says whether the file differs from the last look. */
  look(): Promise<boolean>;
  close(): void;
}

function createPlace(path: string, onEvent: () => void): Place {
  const folder = dirname(path);
  const names = new Set([basename(path), '..data']);
  let watcher: FSWatcher | undefined;
  let watched = '';
  let seen: string | undefined;
  let closed = false;

  function release(): void {
    watcher?.close();
    watcher = undefined;
  }

  function arm(identity: string): void {
    if (watcher && watched === identity) return;
    release();
    if (identity === ABSENT || closed) return;
    try {
      watcher = watch(folder, (_event, name) => {
        // The folder's own name tells that it is going: its inode number may come back with another folder.
        if (name === basename(folder)) release();
        if (name === null || names.has(name) || !watcher) onEvent();
      });
      watcher.on('error', release);
      watched = identity;
    } catch {
      // No watch to be had (ENOSPC: fs.inotify.max_user_watches is used up): polling goes on alone.
      watcher = undefined;
    }
  }

  return {
    async look() {
      const [folderNow, fileNow] = await Promise.all([identityOf(folder), fingerprintOf(path)]);
      arm(folderNow);
      const changed = fileNow !== seen;
      seen = fileNow;
      return changed;
    },
    close() {
      closed = true;
      release();
    },
  };
}

const ABSENT = 'absent';

async function identityOf(folder: string): Promise<string> {
  try {
    const { dev, ino, birthtimeNs } = await stat(folder, { bigint: true });
    return `${dev}:${ino}:${birthtimeNs}`;
  } catch {
    return ABSENT;
  }
}

async function fingerprintOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch {
    return ABSENT;
  }
}
