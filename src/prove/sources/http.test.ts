import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpSource } from './http.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function failureOf(url: string): Promise<unknown> {
  const http = new HttpSource(url, { timeoutMs: 5_000 });
  cleanups.push(() => http.close());
  return http.get('/').then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a request without a response', () => {
  it('fails with what is known of its error code', async () => {
    expect(await failureOf('http://127.0.0.1:1')).toMatchObject({
      code: 'ECONNREFUSED',
      message: 'the connection was refused, because nothing listens there (ECONNREFUSED)',
    });
  });

  it('fails with the reason where the server closes the connection', async () => {
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect(await failureOf(`http://127.0.0.1:${port}`)).toMatchObject({
      message: expect.stringMatching(/^the connection was cut \((?:UND_ERR_SOCKET|ECONNRESET)\)$/),
    });
  });
});
