import type { FileArgument } from '../../shared/config/index.ts';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorCode } from '../../shared/text/error-code.ts';
import { explain } from './failure.ts';
import { createReconciler, type Log, type Outcome, type Reconciler } from './reconcile.ts';
import { watchPaths } from '../../shared/files/watch.ts';
import { createVerifier, type TelemetryStatus, type Verifier, type VerifyOptions } from './verify.ts';
import type { Served } from './server.ts';
import type { SyncStatus } from '../../shared/protocol/sync-status.ts';
import type { ReadConfig } from './source.ts';

export interface SyncOptions {
  readonly source: FileArgument;
  /** Validates for another gateway than this project's. */
  readonly read?: ReadConfig;
  readonly target: string;
  /** Milliseconds between polls of the files, which find changes without an event, and between retries. */
  readonly pollMs: number;
  readonly log: Log;
  /** Port of the status server on 127.0.0.1; 0 takes a free one. Without it there is none. */
  readonly statusPort?: number;
  /** Port of the probes on all addresses; 0 takes a free one. Without it there are none. */
  readonly healthPort?: number;
  /** Receiver of metrics over OTLP/HTTP. Without it the OpenTelemetry SDK is not loaded. */
  readonly otlp?: { readonly endpoint: string; readonly intervalMs: number };
  /** Watches after each write whether the gateway's telemetry goes on. */
  readonly verify?: VerifyOptions;
}

export interface Sync {
  status(): SyncStatus;
  /** Ends after a write that is running. */
  close(): Promise<void>;
}

/** The sidecar cannot run with these options; the message says what to change. */
export class SyncSetupError extends Error {
  override readonly name = 'SyncSetupError';
}

/**
 * Carries the source to the target now and whenever one of them changes, until closed.
 *
 * @throws {SyncSetupError} where source and target are one file, a port is not available, or the endpoint is no URL
 */
export async function startSync(options: SyncOptions): Promise<Sync> {
  const { source, target, pollMs, log, statusPort, healthPort, otlp } = options;
  await rejectSameFile(source.path, target);
  const { reconciler, verifier, status } = createParts(options, pollMs);
  const answerProbe = (): boolean => verifier?.answerProbe() ?? true;
  const server =
    statusPort === undefined ? undefined : await serveStatus(statusPort, { status, answerProbe }, log);
  const health = healthPort === undefined ? undefined : await serveHealth(healthPort, status, log);
  const metrics = otlp && (await startMetrics(otlp, status, log));
  const watch = watchPaths([source.path, target], {
    pollMs,
    onChange: async () => {
      await reconciler.pass();
    },
    retry: reconciler.unfinished,
  });
  return {
    status,
    async close() {
      await watch.close();
      await Promise.all([server?.close(), health?.close(), metrics?.close(), verifier?.close()]);
    },
  };
}

/** The result of a single run. */
export interface Once {
  readonly outcome: Outcome;
  /** Null without `verify`, and where the source was not carried over. */
  readonly telemetry: TelemetryStatus | null;
}

/**
 * Carries the source to the target once, and watches the gateway's telemetry where `verify` is given, also where the
 * target was not changed.
 *
 * @throws {SyncSetupError} where source and target are one file
 */
export async function syncOnce(
  options: Pick<SyncOptions, 'source' | 'target' | 'log' | 'verify'>,
): Promise<Once> {
  await rejectSameFile(options.source.path, options.target);
  const { reconciler, verifier } = createParts(options, 0);
  const outcome = await reconciler.pass();
  const held = reconciler.held();
  if (outcome === 'followed' && held && verifier?.status() === null) verifier.begin(held);
  const telemetry = outcome === 'followed' ? await verifier?.result() : undefined;
  await verifier?.close();
  return { outcome, telemetry: telemetry ?? null };
}

interface Parts {
  readonly reconciler: Reconciler;
  readonly verifier: Verifier | undefined;
  readonly status: () => SyncStatus;
}

function createParts(
  { source, read, target, log, verify }: Pick<SyncOptions, 'source' | 'read' | 'target' | 'log' | 'verify'>,
  restoreGapMs: number,
): Parts {
  const now = Date.now;
  const verifier = verify && createVerifier({ ...verify, log, now });
  const reconciler = createReconciler({
    source,
    read,
    target,
    log,
    restoreGapMs,
    now,
    beforeWrite: async () => verify?.sight.beforeChange(),
    onWritten: (written) => verifier?.begin(written),
  });
  const status = (): SyncStatus => ({
    ...reconciler.status(),
    telemetry: verifier?.status() ?? null,
    restarts: verifier?.restarts() ?? 0,
  });
  return { reconciler, verifier, status };
}

async function rejectSameFile(source: string, target: string): Promise<void> {
  const [from, to] = await Promise.all([source, target].map((path) => stat(path).catch(() => undefined)));
  const same = from && to && from.dev === to.dev && from.ino === to.ino;
  if (same || resolve(source) === resolve(target)) {
    throw new SyncSetupError(
      `--from and --to are the same file, ${target}; name the gateway's own copy in --to`,
    );
  }
}

// The server and the OpenTelemetry SDK take additional memory, so each is loaded only on request.

async function serveStatus(port: number, served: Served, log: Log): Promise<{ close(): Promise<void> }> {
  const { startStatusServer } = await import('./server.ts');
  try {
    const server = await startStatusServer(port, served);
    log('info', `status at http://127.0.0.1:${server.port}/status`);
    return server;
  } catch (error) {
    throw cannotListen(port, error, '--status-port');
  }
}

async function serveHealth(
  port: number,
  status: () => SyncStatus,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const { startHealthServer } = await import('./server.ts');
  try {
    // A source that is not valid must not make the pod unready: the gateway runs by the last good configuration.
    const isReady = (): boolean => status().hash !== null || status().lastError !== null;
    const server = await startHealthServer(port, isReady);
    log('info', `probes at port ${server.port}`);
    return server;
  } catch (error) {
    throw cannotListen(port, error, '--health-port');
  }
}

function cannotListen(port: number, error: unknown, flag: string): SyncSetupError {
  const reason = errorCode(error) === 'EADDRINUSE' ? 'another process has it' : explain(error);
  return new SyncSetupError(`cannot listen on port ${port}: ${reason}; name another with ${flag}`);
}

async function startMetrics(
  otlp: NonNullable<SyncOptions['otlp']>,
  status: () => SyncStatus,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const { pushMetrics } = await import('./metrics.ts');
  try {
    return pushMetrics({ ...otlp, status, log });
  } catch (error) {
    throw new SyncSetupError(`--otlp-endpoint: ${explain(error)}`);
  }
}
