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
  return listen(port, '127.0.0.1', {
    '/healthz': healthy,
    '/status': () => [200, served.status()],
    '/gateway-healthz': () =>
      served.answerProbe() ? [200, OK] : [503, { status: 'the telemetry of the gateway ended' }],
  });
}

/**
 * Serves the kubelet's probes on all addresses, and nothing that says more: `GET /healthz` as above, and `GET /readyz`,
 * 503 until the source was read once.
 *
 * @param port 0 takes a free one
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function startHealthServer(port: number, isReady: () => boolean): Promise<StatusServer> {
  return listen(port, undefined, {
    '/healthz': healthy,
    '/readyz': () => (isReady() ? [200, OK] : [503, { status: 'the source was not read yet' }]),
  });
}

type Answers = Readonly<Record<string, () => [code: number, body: object]>>;

const OK = { status: 'ok' };
const healthy = (): [code: number, body: object] => [200, OK];

async function listen(port: number, host: string | undefined, answers: Answers): Promise<StatusServer> {
  const server = createServer((request, response) => answer(request, response, answers));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host }, resolve);
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

function answer(request: IncomingMessage, response: ServerResponse, answers: Answers): void {
  const path = request.url?.split('?')[0] ?? '';
  const respond = Object.hasOwn(answers, path) ? answers[path] : undefined;
  if (!respond) {
    return send(response, 404, { error: `no such path; there are ${Object.keys(answers).join(', ')}` });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return send(response, 405, { error: 'only GET and HEAD are answered' });
  }
  send(response, ...respond());
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
