import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { StartError } from '../start-error.ts';

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Waits up to this many milliseconds for running responses. */
  close(graceMs: number): Promise<void>;
}

/** The gateway cannot listen on the address; the message says what to do. */
export class ListenError extends StartError {
  override readonly name = 'ListenError';
}

/** @throws {ListenError} */
export async function listen(app: Hono, host: string, port: number): Promise<Listening> {
  const handle = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ListenError(reason(error, host, port))),
    );
    server.listen(port, host, resolve);
  });
  return {
    host,
    port: (server.address() as AddressInfo).port,
    close: (graceMs) => close(server, graceMs),
  };
}

async function close(server: Server, graceMs: number): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(cut);
}

function reason(error: NodeJS.ErrnoException, host: string, port: number): string {
  switch (error.code ?? '') {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use; stop what listens there, or choose another with gateway.port or --port`;
    case 'EACCES':
      return `port ${port} needs rights that this user does not have; choose one above 1023 with gateway.port or --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine; set gateway.host or --host to one, such as 127.0.0.1 or 0.0.0.0`;
    default:
      return `cannot listen on ${host}:${port}: ${error.message}`;
  }
}
