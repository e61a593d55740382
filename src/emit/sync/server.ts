import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SyncStatus } from '../../shared/protocol/sync-status.ts';

export interface StatusServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `GET /healthz` (200 as long as the process runs: a full disk is no reason to restart it) and `GET /status`
 * ({@link SyncStatus}). It shows only the hash of the configuration.
 *
 * @param port 0 takes a free one
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function startStatusServer(port: number, status: () => SyncStatus): Promise<StatusServer> {
  const server = createServer((request, response) => answer(request, response, status));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(request: IncomingMessage, response: ServerResponse, status: () => SyncStatus): void {
  const path = request.url?.split('?')[0];
  if (path !== '/healthz' && path !== '/status') {
    return send(response, 404, { error: 'no such path; there are /healthz and /status' });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return send(response, 405, { error: 'only GET and HEAD are answered' });
  }
  send(response, 200, path === '/healthz' ? { status: 'ok' } : status());
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
