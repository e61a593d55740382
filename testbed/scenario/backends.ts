import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startReceiver } from '../../src/receiver/index.ts';
import {
  createProgress,
  ensureServer,
  type RunningBackend,
  serverSpec,
  startBackend,
  thisMachine,
} from '../servers/index.ts';
import { ScenarioError } from './error.ts';
import type { GivenBackend } from './schema.ts';

/** A backend of a scenario: one server, or several replicas of it. */
export interface ScenarioBackend {
  readonly family: string;
  /** Query addresses, one for each replica. */
  readonly urls: readonly string[];
  /** Origins to forward pushes to, one for each replica. */
  readonly origins: readonly string[];
  /** Path of the OTLP endpoint without `/v1/metrics`. */
  readonly otlpPath: string;
}

/** Running servers, shared by scenarios with the same backend. */
export interface BackendPool {
  /** @param own not shared, for scenarios whose data no job or instance separates */
  get(backend: GivenBackend, folder: string, own: boolean): Promise<ScenarioBackend | undefined>;
  close(): Promise<void>;
}

interface Started extends ScenarioBackend {
  close(): Promise<void>;
}

export function createBackendPool(): BackendPool {
  const shared = new Map<string, Promise<Started>>();
  const all: Promise<Started>[] = [];
  return {
    get: async (backend, folder, own) => {
      if (backend.flavour === 'none') return undefined;
      const config =
        backend.config === undefined ? undefined : readFileSync(join(folder, backend.config), 'utf8');
      const { flavour, receiver, flags, replicas } = backend;
      const key = JSON.stringify({ flavour, receiver, flags, replicas, config });
      const running = shared.get(key);
      if (running && !own && replicas === 1) return running;
      const fresh = start(backend, config);
      all.push(fresh);
      if (!own && replicas === 1) shared.set(key, fresh);
      return fresh;
    },
    close: async () => {
      await Promise.all(
        all.map(async (backend) => {
          // If one did not start, the error was reported to the scenario that requested it.
          const started = await backend.catch(() => undefined);
          await started?.close();
        }),
      );
    },
  };
}

async function start(backend: GivenBackend, config: string | undefined): Promise<Started> {
  const one = backend.flavour === 'embedded' ? startEmbedded : startReal;
  const replicas = await Promise.all(Array.from({ length: backend.replicas }, () => one(backend, config)));
  const [first] = replicas;
  if (!first) throw new ScenarioError('a backend needs a replica');
  return {
    family: first.family,
    otlpPath: first.otlpPath,
    urls: replicas.flatMap(({ urls }) => urls),
    origins: replicas.flatMap(({ origins }) => origins),
    close: async () => {
      await Promise.all(replicas.map((replica) => replica.close()));
    },
  };
}

async function startEmbedded(backend: GivenBackend, config: string | undefined): Promise<Started> {
  if (config !== undefined || backend.flags.length > 0)
    throw new ScenarioError('the embedded backend takes no config and no flags: name a real flavour');
  const receiver = await startReceiver({ receiver: backend.receiver ? 'on' : 'off' });
  return described('prometheus', receiver.url, receiver.otlpMetricsUrl, () => receiver.close());
}

/** With one of these flags no other flag for the receiver is added: a scenario may be about the wrong one. */
const SETS_RECEIVER = /otlp-write-receiver|enable-otlp-receiver/;

async function startReal(backend: GivenBackend, config: string | undefined): Promise<Started> {
  const spec = serverSpec(backend.flavour);
  const server = await ensureServer(spec, thisMachine(), createProgress(process.stderr));
  const receiver = backend.receiver && !backend.flags.some((flag) => SETS_RECEIVER.test(flag));
  const running: RunningBackend = await startBackend(server, {
    receiver,
    flags: backend.flags,
    ...(config === undefined ? {} : { config }),
  });
  return described(spec.family, running.url, running.otlpMetricsUrl, running.stop);
}

function described(
  family: string,
  url: string,
  otlpMetricsUrl: string,
  close: () => Promise<unknown>,
): Started {
  const { origin, pathname } = new URL(otlpMetricsUrl);
  return {
    family,
    urls: [url],
    origins: [origin],
    otlpPath: pathname.replace(/\/v1\/metrics$/, ''),
    close: async () => {
      await close();
    },
  };
}
