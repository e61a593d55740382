import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { HttpSource } from '../../src/prove/sources/index.ts';
import { type BackendView, createBackendView } from '../../src/prove/index.ts';

/** What a server answered once, by path; anything else is 404 with Go's words for it. */
export type RecordedAnswers = Readonly<
  Record<string, { readonly status?: number; readonly body?: unknown; readonly location?: string }>
>;

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** A backend that answers as another one has been recorded: for what no test brings about quickly. */
export async function recordedBackend(answers: RecordedAnswers, otherwise = 404): Promise<BackendView> {
  return createBackendView(await recordedServer(answers, otherwise, (data) => ({ status: 'success', data })));
}

/** @param wrap what stands around each body that is no text */
export async function recordedServer(
  answers: RecordedAnswers,
  otherwise: number,
  wrap: (body: unknown) => unknown,
): Promise<HttpSource> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://backend');
    const answer = answers[pathname];
    const { status = 200, body = '404 page not found\n', location } = answer ?? { status: otherwise };
    response.writeHead(status, location === undefined ? {} : { location });
    response.end(typeof body === 'string' ? body : JSON.stringify(wrap(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const http = new HttpSource(`http://127.0.0.1:${port}`, { timeoutMs: 5_000 });
  running.push(async () => {
    await http.close();
    await new Promise((resolve) => server.close(resolve));
  });
  return http;
}

/** What Prometheus says of itself. */
export function prometheusAnswers({
  version = '3.5.3',
  flags = {},
  config = '',
}: {
  readonly version?: string;
  readonly flags?: Readonly<Record<string, string>>;
  readonly config?: string;
} = {}): RecordedAnswers {
  return {
    '/api/v1/status/buildinfo': { body: { version } },
    '/api/v1/status/flags': { body: { 'storage.tsdb.path': 'data/', ...flags } },
    '/api/v1/status/config': { body: { yaml: config } },
  };
}
