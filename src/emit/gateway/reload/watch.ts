import { basename, dirname, join, resolve } from 'node:path';
import { watch } from 'chokidar';

export interface Watching {
  close(): Promise<void>;
}

export interface WatchOptions {
  /** Milliseconds without a further change before one is told. */
  readonly debounceMs: () => number;
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Watches one file by its folder, so that a file renamed over it, deleted and written anew, or swapped behind a
 * mounted ConfigMap's `..data` link is seen as well as one written in place.
 */
export async function watchFile(file: string, options: WatchOptions): Promise<Watching> {
  const folder = dirname(resolve(file));
  const watched = new Set([folder, join(folder, basename(file)), join(folder, '..data')]);
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path) => !watched.has(path),
    awaitWriteFinish: { stabilityThreshold: 200, pollInterval: 50 },
  });
  let timer: NodeJS.Timeout | undefined;
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(options.onChange, options.debounceMs());
  });
  watcher.on('error', options.onError);
  await new Promise<void>((ready) => {
    watcher.once('ready', ready);
  });
  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
