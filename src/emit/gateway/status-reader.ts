import { hostname } from 'node:os';
import type { Environment } from '../../shared/config/index.ts';
import type { GatewayStatus, StoreStatus, TelemetryState } from '../../shared/protocol/status.ts';
import { identityOf } from '../telemetry/index.ts';
import type { Clock } from './context.ts';
import type { Cron } from './cron/cron.ts';
import { environmentView } from './environment-view.ts';
import type { PluginHost } from './plugins/host.ts';
import type { MessageQueue } from './queue/message-queue.ts';
import type { LiveConfig } from './reload/live-config.ts';
import type { Sessions } from './sessions/sessions.ts';
import type { Readiness } from './readiness.ts';
import type { StateStore } from './store/state-store.ts';
import { publicReason } from './store/system-error.ts';
import { telemetryState } from './telemetry-state.ts';
import { ownVersion } from './version.ts';

export interface StatusParts {
  readonly live: LiveConfig;
  readonly plugins: PluginHost;
  readonly queue: MessageQueue;
  readonly sessions: Sessions;
  readonly store: StateStore;
  readonly cron: Cron;
  readonly env: Environment;
  readonly stateDir: string;
  readonly keptInstanceId: string | undefined;
  readonly clock: Clock;
}

/** Builds the gateway's status and readiness. */
export class StatusReader {
  readonly #parts: StatusParts;
  readonly #startedAt: string;

  constructor(parts: StatusParts) {
    this.#parts = parts;
    this.#startedAt = new Date(parts.clock.now()).toISOString();
  }

  telemetry(): TelemetryState {
    const { live, env, plugins } = this.#parts;
    return telemetryState({
      config: live.current,
      env,
      plugins: plugins.statuses(),
      source: plugins.telemetry(),
    });
  }

  readiness(state: Readiness['state']): Readiness {
    const store = this.#store();
    return {
      ready: state === 'running' && store.writable,
      state,
      telemetry: this.telemetry(),
      // Sent without a token, so without paths.
      store: { ...store, problem: store.problem === null ? null : publicReason(store.problem) },
      failedPlugins: this.#parts.plugins
        .statuses()
        .filter((plugin) => plugin.state === 'failed')
        .map(({ id, error }) => ({ id, error })),
    };
  }

  status(): GatewayStatus {
    const { live, plugins, queue, sessions, cron, env, stateDir, keptInstanceId: kept, clock } = this.#parts;
    const config = live.status();
    const { diagnostics, gateway } = live.current;
    return {
      schema: 'throughline.status/1',
      version: ownVersion(),
      process: {
        pid: process.pid,
        hostname: hostname(),
        nodeVersion: process.version,
        startedAt: this.#startedAt,
        now: new Date(clock.now()).toISOString(),
      },
      service: identityOf(diagnostics.otel, {
        env,
        hostname: hostname(),
        port: gateway.port,
        stateDir,
        kept,
      }),
      config: { ...config, warnings: [...config.warnings, ...plugins.warnings] },
      plugins: plugins.statuses(),
      telemetry: this.telemetry(),
      exporter: plugins.telemetry()?.exporter() ?? null,
      queue: { lanes: queue.status() },
      sessions: sessions.counts(),
      store: this.#store(),
      cron: { jobs: cron.status() },
      environment: environmentView(env),
    };
  }

  #store(): StoreStatus {
    const { failure } = this.#parts.store;
    if (!failure) return { writable: true, problem: null, since: null };
    const { reason, sinceMs } = failure;
    return { writable: false, problem: reason, since: new Date(sinceMs).toISOString() };
  }
}
