import { HttpSource, identifyBackend, PrometheusApi } from '../prove/sources/index.ts';
import { startReceiver } from '../receiver/index.ts';

/** Where the demo's telemetry goes. */
export interface DemoBackend {
  readonly title: string;
  /** Query address. */
  readonly url: string;
  /** What goes into diagnostics.otel.endpoint. */
  readonly endpoint: string;
  close(): Promise<void>;
}

const TIMEOUT_MS = 5_000;

/** The embedded receiver, started for the demo alone. */
export async function embeddedBackend(): Promise<DemoBackend> {
  const receiver = await startReceiver();
  return demoBackend('embedded receiver', receiver.url, receiver.otlpMetricsUrl, () => receiver.close());
}

/**
 * A server that already runs; the demo leaves it running.
 *
 * @throws {UnreachableError} where the URL does not answer
 */
export async function runningBackend(address: string): Promise<DemoBackend> {
  const http = new HttpSource(address, { timeoutMs: TIMEOUT_MS });
  try {
    const { title, otlpMetricsUrl } = await identifyBackend(new PrometheusApi(http));
    return demoBackend(title, http.url, otlpMetricsUrl, async () => undefined);
  } finally {
    await http.close();
  }
}

/** @param otlpMetricsUrl the receiver's full address; the configuration gets it without `/v1/metrics` */
export function demoBackend(
  title: string,
  url: string,
  otlpMetricsUrl: string,
  close: () => Promise<unknown>,
): DemoBackend {
  return {
    title,
    url,
    endpoint: otlpMetricsUrl.replace(/\/v1\/metrics$/, ''),
    close: async () => {
      await close();
    },
  };
}
