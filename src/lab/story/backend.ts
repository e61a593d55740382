import { HttpSource, identifyBackend, PrometheusApi } from '../../sources/index.ts';
import { createProgress, ensureServer, serverSpec, startBackend, thisMachine } from '../servers/index.ts';

/** Where the story's telemetry goes. */
export interface StoryBackend {
  readonly title: string;
  /** Query address. */
  readonly url: string;
  /** What goes into diagnostics.otel.endpoint. */
  readonly endpoint: string;
  close(): Promise<void>;
}

const TIMEOUT_MS = 5_000;

/**
 * The embedded receiver, a real server by its id (found, or built where Go is), or one that already runs.
 *
 * @throws {ServerError} where a real server cannot be had
 * @throws {UnreachableError} where a URL does not answer
 */
export async function storyBackend(choice: string): Promise<StoryBackend> {
  if (choice === 'embedded') {
    const { startReceiver } = await import('../receiver/index.ts');
    const receiver = await startReceiver();
    return described('embedded receiver', receiver.url, receiver.otlpMetricsUrl, () => receiver.close());
  }
  if (/^https?:/.test(choice)) {
    const http = new HttpSource(choice, { timeoutMs: TIMEOUT_MS });
    try {
      const { title, otlpMetricsUrl } = await identifyBackend(new PrometheusApi(http));
      return described(title, http.url, otlpMetricsUrl, async () => undefined);
    } finally {
      await http.close();
    }
  }
  const spec = serverSpec(choice);
  const server = await startBackend(await ensureServer(spec, thisMachine(), createProgress(process.stderr)));
  return described(`${spec.title} ${server.version}`, server.url, server.otlpMetricsUrl, server.stop);
}

function described(
  title: string,
  url: string,
  otlpMetricsUrl: string,
  close: () => Promise<unknown>,
): StoryBackend {
  return {
    title,
    url,
    endpoint: otlpMetricsUrl.replace(/\/v1\/metrics$/, ''),
    close: async () => {
      await close();
    },
  };
}
