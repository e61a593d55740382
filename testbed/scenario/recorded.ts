import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { Forwarder } from './forwarder.ts';
import { ScenarioError } from './error.ts';

const recordedResponse = z.object({
  status: z.int().default(200),
  headers: z.record(z.string(), z.string()).default({ 'content-type': 'application/json' }),
  body: z.union([z.string(), z.unknown()]).default(''),
});

/** Responses by `METHOD /path` or `/path`, by server. */
const recordings = z.record(z.string(), z.record(z.string(), recordedResponse));

export type Recordings = z.output<typeof recordings>;

/** @throws {ScenarioError} */
export function readRecordings(path: string): Recordings {
  const parsed = recordings.safeParse(parseYaml(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new ScenarioError(`${path} contains no recorded responses: ${parsed.error.issues[0]?.message}`);
}

/** Serves the recorded responses of another server, for what one machine cannot produce. */
export async function startRecorded(
  address: { readonly host: string; readonly port: number },
  answers: Recordings[string],
): Promise<Forwarder> {
  const server = createServer((incoming, response) => {
    const path = (incoming.url ?? '/').split('?')[0];
    const found = answers[`${incoming.method} ${path}`] ?? answers[path ?? '/'];
    const { status, headers, body } = found ?? { status: 404, headers: {}, body: 'not recorded' };
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(address.port, address.host);
  await once(server, 'listening');
  return {
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
