import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  close(): void;
}

/** A server that takes what is posted to it, and answers a status, or nothing at all. */
export async function startWebhookReceiver(
  answer: (time: number) => number | 'cut' | 'nothing',
): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      received.push({ headers: request.headers, body: body as Received['body'] });
      const status = answer(received.length);
      if (status === 'cut') request.socket.destroy();
      else if (status !== 'nothing') response.writeHead(status, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/finished`,
    received,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
