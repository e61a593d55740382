import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SyncStatus } from '../../shared/protocol/sync-status.ts';

export interface StatusServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface Served {
  readonly status: () => SyncStatus;
  /** Whether a liveness probe of the gateway is to pass; each call is one probe. */
  readonly answerProbe: () => boolean;
}

/**
 * Serves `GET /healthz` (200 as long as the process runs: a full disk is no reason to restart it), `GET /status`
 * ({@link SyncStatus}), which shows only the hash of the configuration, and `GET /gateway-healthz` for the liveness probe
 * of the gateway: 503 where a restart of the gateway brings its telemetry back, else 200.
 *
 * @param port 0 takes a free one
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function startStatusServer(port: number, served: Served): Promise<StatusServer> {
  const server = createServer((request, response) => answer(request, response, served));
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

function answer(request: IncomingMessage, response: ServerResponse, served: Served): void {
  const path = request.url?.split('?')[0] ?? '';
  const respond = ANSWERS.get(path);
  if (!respond) {
    return send(response, 404, { error: `no such path; there are ${[...ANSWERS.keys()].join(', ')}` });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return send(response, 405, { error: 'only GET and HEAD are answered' });
  }
  send(response, ...respond(served));
}

const ANSWERS = new Map<string, (served: Served) => [code: number, body: object]>([
  ['/healthz', () => [200, { status: 'ok' }]],
  ['/status', ({ status }) => [200, status()]],
  [
    '/gateway-healthz',
    ({ answerProbe }) =>
      answerProbe() ? [200, { status: 'ok' }] : [503, { status: 'the telemetry of the gateway ended' }],
  ],
]);

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
