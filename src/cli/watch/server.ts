import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Address, formatAddress } from '../../shared/text/address.ts';
import type { WatchState } from './state.ts';

export interface WatchServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface WatchServerOptions extends Address {
  readonly state: WatchState;
  /** Without the end of a run for longer than this, the watch is not healthy. */
  readonly staleAfterMs: number;
  readonly now: () => number;
}

/**
 * Serves `GET /healthz` (200 as long as runs end in time, whatever they find), `/readyz` (200 once there is a report)
 * and `/report` (the last one).
 *
 * @throws Node's error, such as `EADDRINUSE`, where it cannot listen
 */
export async function startWatchServer(options: WatchServerOptions): Promise<WatchServer> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return send(response, 405, { error: 'only GET and HEAD are answered' });
    }
    answer(request.url?.split('?')[0] ?? '', response, options);
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${formatAddress({ host: options.host, port })}`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(
  path: string,
  response: ServerResponse,
  { state, staleAfterMs, now }: WatchServerOptions,
): void {
  const { report, endedAt } = state;
  const sinceMs = now() - endedAt;
  switch (path) {
    case '/healthz': {
      const late = sinceMs > staleAfterMs;
      return send(response, late ? 503 : 200, {
        status: late ? 'late' : 'ok',
        lastRunEnded: new Date(endedAt).toISOString(),
      });
    }
    case '/readyz':
      return report
        ? send(response, 200, { status: 'ok', verdict: report.verdict })
        : send(response, 503, { status: 'no run has ended yet' });
    case '/report':
      return report
        ? send(response, 200, report)
        : send(response, 503, { error: 'no run has ended yet; ask again' });
    default:
      return send(response, 404, { error: 'no such path; there are /healthz, /readyz and /report' });
  }
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
