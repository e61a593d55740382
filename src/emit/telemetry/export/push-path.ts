import { convertLegacyHttpOptions } from '@opentelemetry/otlp-exporter-base/node-http';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { Agent } from 'node:http';
import type { PushOutcome } from '../batch.ts';
import type { PushEnd } from '../exporter-metrics.ts';
import type { Identity } from '../../../shared/protocol/identity.ts';
import { watchRequests } from './attempts.ts';
import { type Exporter, ObservedExporter } from './exporter.ts';
import { describeTimeOut } from './failure.ts';
import {
  ExporterHealth,
  type Notice,
  type PartialSuccess,
  type SignalName,
  type SignalStatus,
} from './health.ts';

/** Where and how one signal is pushed. */
export interface PushOptions {
  readonly identity: Identity;
  /** URL of the signal, `/v1/<signal>` included. */
  readonly url: string;
  /** The same without credentials. */
  readonly shownUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  /** Of one push, its retries included. */
  readonly timeoutMs: number;
  readonly onNotice: (notice: Notice) => void;
}

interface ExporterConfig {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly timeoutMillis: number;
  readonly httpAgentOptions: (protocol: string) => Promise<Agent>;
}

interface PathOptions<T> extends PushOptions {
  readonly signal: SignalName;
  /** Creates the official exporter. */
  readonly create: (config: ExporterConfig) => Exporter<T>;
  readonly readPartial: (body: Uint8Array) => PartialSuccess | null;
  readonly onOutcome?: (items: T, outcome: PushOutcome) => void;
  /** Called when a push begins. @returns what is called when it has ended */
  readonly onPush?: (items: T) => (end: PushEnd) => void;
}

export interface PushPath<T> {
  readonly exporter: ObservedExporter<T>;
  readonly resource: Resource;
  status(): SignalStatus;
  /** Shuts down the exporter of this path; never waits longer than the time-out. */
  close(shutdown: () => Promise<void>): Promise<void>;
}

/**
 * An official OTLP exporter (HTTP, protobuf) whose requests are watched, with its status.
 *
 * The official exporter also reads the environment for what is not set: OTEL_EXPORTER_OTLP_HEADERS are added
 * to the config's headers (which win key by key), COMPRESSION and the CERTIFICATE variables apply. ENDPOINT and
 * TIMEOUT do not: both are always set.
 */
export function openPushPath<T>(options: PathOptions<T>): PushPath<T> {
  const { signal, url, shownUrl, intervalMs, onNotice } = options;
  const health = new ExporterHealth(signal, shownUrl, intervalMs, Date.now());
  const agents = agentSource(signal, (agent) => {
    watchRequests(agent, (attempt) => exporter.onAttempt(attempt));
  });
  let closed = false;
  const exporter = new ObservedExporter<T>({
    exporter: options.create({
      url,
      headers: { ...options.headers },
      // A push ends before the next is due: two at once may arrive in either order, and a backend would then reject
      // the older metrics.
      timeoutMillis: Math.min(options.timeoutMs, Math.floor(intervalMs * 0.9)),
      httpAgentOptions: agents.create,
    }),
    readPartial: options.readPartial,
    onOutcome: options.onOutcome ?? (() => {}),
    ...(options.onPush && { onPush: options.onPush }),
    now: Date.now,
    observer: {
      tried: () => health.tried(),
      accepted: (partial) => health.accepted(Date.now(), partial).forEach(onNotice),
      failed: (failure) => {
        // Cut off by close(), which reports it.
        if (closed && failure.status === null) health.failed({ ...failure, ...describeTimeOut(true) });
        else health.failed(failure).forEach(onNotice);
      },
    },
  });
  return {
    exporter,
    resource: resourceFromAttributes(identifying(options.identity)),
    status: () => health.status(),
    close: async (shutdown) => {
      if (!(await endsWithin(options.timeoutMs, shutdown()))) {
        onNotice({
          level: 'warn',
          message: `the last push of ${signal} to ${shownUrl} did not end within ${options.timeoutMs} ms`,
        });
      }
      health.stopped();
      closed = true;
      agents.destroy();
    },
  };
}

/** Only the three identifying attributes: any other creates a target_info series, and detectors leak command lines. */
function identifying({ name, namespace, instanceId }: Identity): Record<string, string> {
  return {
    'service.name': name,
    ...(namespace !== null && { 'service.namespace': namespace }),
    'service.instance.id': instanceId,
  };
}

/**
 * The agent that the exporter would create itself, with the environment's certificates, but watched, and closed at the
 * end, because the exporter leaves its sockets open.
 */
function agentSource(signal: SignalName, onCreate: (agent: Agent) => void) {
  const { agentFactory } = convertLegacyHttpOptions({}, signal.toUpperCase(), `v1/${signal}`, {});
  const created: Agent[] = [];
  return {
    create: async (protocol: string): Promise<Agent> => {
      const agent = await agentFactory(protocol);
      onCreate(agent);
      created.push(agent);
      return agent;
    },
    destroy: () => {
      for (const agent of created) agent.destroy();
    },
  };
}

/** Whether it ended in time. A failure of the last push is already reported by then. */
async function endsWithin(timeoutMs: number, work: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  const ended = work.then(
    () => true as const,
    () => true as const,
  );
  const inTime = await Promise.race([ended, late]);
  clearTimeout(timer);
  return inTime;
}
