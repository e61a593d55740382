import { type DemoBackend, demoBackend, embeddedBackend, runningBackend } from '../demo/index.ts';
import { UnreachableError } from '../prove/sources/index.ts';
import { requireLab } from './lab.ts';
import { UsageError } from './usage-error.ts';

/**
 * The backend of a demo by its name: `embedded`, the URL of a server that runs, or an entry of the lab's servers.
 *
 * @throws {UsageError} where it does not answer, or cannot be started
 */
export async function openDemoBackend(choice: string): Promise<DemoBackend> {
  if (choice === 'embedded') return embeddedBackend();
  if (!/^https?:/.test(choice)) {
    const lab = await requireLab(`--backend ${choice}`);
    const server = await lab.startBackend(choice);
    return demoBackend(server.title, server.url, server.otlpMetricsUrl, () => server.stop());
  }
  try {
    return await runningBackend(choice);
  } catch (error) {
    if (error instanceof UnreachableError) throw new UsageError(`backend ${choice}: ${error.message}`);
    throw error;
  }
}
