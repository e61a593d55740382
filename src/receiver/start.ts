import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { TranslationStrategy } from '../prove/translate/index.ts';
import { formatAddress } from '../shared/text/address.ts';
import { receiverApp } from './app.ts';
import { OTLP_METRICS_PATH } from './otlp-route.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import type { Running } from './status-routes.ts';

export interface ReceiverOptions {
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** `off` responds to pushes as Prometheus does without `--web.enable-otlp-receiver`. Default: on. */
  readonly receiver?: 'on' | 'off';
  readonly strategy?: TranslationStrategy;
  /** Resource attributes that become labels. Default: none. */
  readonly promote?: readonly string[];
  /** How long samples are kept. Default: one hour. */
  readonly retentionMs?: number;
  /** Default: 50 000; a push that would create more is rejected. */
  readonly maxSeries?: number;
  /** Default: 2 000 000; a push that would create more is rejected. */
  readonly maxSamples?: number;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

export interface Receiver {
  readonly url: string;
  readonly otlpMetricsUrl: string;
  readonly port: number;
  /** May be called more than once. Open connections are closed. */
  readonly close: () => Promise<void>;
}

/**
 * Starts the embedded receiver: OTLP in, Prometheus' query API out, samples in memory.
 * @throws {SettingsError} where Prometheus 3.5 would not start with the settings
 * @throws Node's error, such as `EADDRINUSE`, where it cannot listen
 */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { host = '127.0.0.1', port: wished = 0, now = Date.now, ...rest } = options;
  let running: Running = { address: host, startedAt: now() };
  const app = receiverApp({ ...DEFAULT_SETTINGS, ...rest }, () => running, now);
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.listen(wished, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const address = formatAddress({ host, port });
  running = { ...running, address };
  const url = `http://${address}`;
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= stop(server));
  return { url, otlpMetricsUrl: url + OTLP_METRICS_PATH, port, close };
}

async function stop(server: Server): Promise<void> {
  const closing = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closing;
}
