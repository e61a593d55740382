import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createProgress,
  serverForTest,
  type ServerForTest,
  startBackend,
  startServer,
  thisMachine,
} from '../../../testbed/servers/index.ts';
import type { Input } from './read.ts';
import type { ServerWish } from './schema.ts';

/** Why inputs cannot run here, by the id of the server that is missing; with `CI=true` servers are built instead. */
export async function missingServers(inputs: readonly Input[]): Promise<Map<string, string>> {
  const ids = new Set(inputs.flatMap(({ one }) => Object.values(one.servers).map(({ id }) => id)));
  const missing = new Map<string, string>();
  for (const id of ids) {
    const found = await find(id);
    if (!found.here) missing.set(id, found.why);
  }
  return missing;
}

/** Starts the servers, pushes to them, and stops them after `use`, which gets their URLs by name; `name.address` is without a path. */
export async function withServers<T>(
  wishes: Readonly<Record<string, ServerWish>>,
  folder: string,
  use: (urls: ReadonlyMap<string, string>) => Promise<T>,
): Promise<T> {
  const urls = new Map<string, string>();
  const stops: (() => Promise<void>)[] = [];
  try {
    for (const [name, wish] of Object.entries(wishes)) {
      const { url, address, stop } = await start(wish, folder);
      stops.push(stop);
      urls.set(name, url);
      urls.set(`${name}.address`, address);
    }
    return await use(urls);
  } finally {
    await Promise.all(stops.map((stop) => stop()));
  }
}

async function start(
  wish: ServerWish,
  folder: string,
): Promise<{ url: string; address: string; stop: () => Promise<void> }> {
  const found = await find(wish.id);
  if (!found.here) throw new Error(found.why);
  const { id, flags, receiver, push } = wish;
  const config =
    wish.config === undefined ? {} : { config: await readFile(join(folder, wish.config), 'utf8') };
  if (push.length === 0) return startServer(found.server, { flags, receiver, ...config });
  const running = await startBackend(found.server, { flags, receiver, ...config });
  try {
    for (const file of push) await pushTo(running.otlpMetricsUrl, join(folder, file));
    // VictoriaMetrics shows what it received only after a flush.
    if (id.startsWith('victoriametrics')) await fetch(`${running.address}/internal/force_flush`);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

async function pushTo(url: string, file: string): Promise<void> {
  const now = Date.now();
  const body = (await readFile(file, 'utf8')).replace(/"NOW(-\d+)?"/g, (_, seconds?: string) => {
    const ms = now + Number(seconds ?? 0) * 1_000;
    return `"${BigInt(ms) * 1_000_000n}"`;
  });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const said = await response.text();
  if (response.status >= 500 || response.status === 404)
    throw new Error(`${file}: the server responds ${response.status} to the push: ${said.slice(0, 200)}`);
}

const searched = new Map<string, Promise<ServerForTest>>();

function find(id: string): Promise<ServerForTest> {
  const known = searched.get(id);
  if (known !== undefined) return known;
  const progress = createProgress(process.stderr);
  const found = serverForTest(id, thisMachine(), progress).finally(() => progress.end());
  searched.set(id, found);
  return found;
}
