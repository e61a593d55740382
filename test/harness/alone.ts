import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;

/**
 * Waits until no other test of this machine holds a name, and holds it. An abstract socket of Linux is the lock: it ends with
 * the process, however that ends.
 *
 * @returns what gives it back
 */
export async function holdAlone(name: string): Promise<() => Promise<void>> {
  // An address has some hundred bytes, and Node cuts a longer one: two names would be one lock.
  const hash = createHash('sha256').update(name).digest('hex');
  for (;;) {
    const server = await listening(`\0throughline-test:${hash}`);
    if (server !== undefined) return () => new Promise((resolve) => server.close(() => resolve()));
    await sleep(POLL_MS);
  }
}

/** Undefined where another listens. */
function listening(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer().unref();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => resolve(server));
  });
}
