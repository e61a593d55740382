import type { RealBackend } from '../../src/cli/lab.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import {
  createProgress,
  ensureServer,
  ServerError,
  serverSpec,
  startBackend,
  thisMachine,
} from '../servers/index.ts';

/**
 * Finds or builds a server of the table, and starts it.
 *
 * @throws {UsageError} if it is not in the table, or can be neither found nor built
 */
export async function startNamedBackend(id: string): Promise<RealBackend> {
  try {
    const spec = serverSpec(id);
    const server = await startBackend(
      await ensureServer(spec, thisMachine(), createProgress(process.stderr)),
    );
    const { url, otlpMetricsUrl, stop } = server;
    return { title: `${spec.title} ${server.version}`, url, otlpMetricsUrl, stop };
  } catch (error) {
    if (error instanceof ServerError) throw new UsageError(error.message);
    throw error;
  }
}
