import type { BackendView } from '../../src/prove/index.ts';
import { prometheusAnswers, recordedBackend } from './recorded-backend.ts';

interface Target {
  readonly job?: string;
  readonly url?: string;
  readonly health?: string;
  readonly error?: string;
}

/** A backend with these targets, as Prometheus 3.5 answers; `config` is its configuration. */
export async function scrapingBackend({
  targets = [],
  dropped = [],
  config = '',
  vector = [],
}: {
  readonly targets?: readonly Target[];
  readonly dropped?: readonly Readonly<Record<string, string>>[];
  readonly config?: string;
  /** The answer to every query. */
  readonly vector?: readonly { readonly metric: object; readonly value: readonly [number, string] }[];
} = {}): Promise<BackendView> {
  return recordedBackend({
    ...prometheusAnswers({ config }),
    '/api/v1/targets': {
      body: {
        activeTargets: targets.map(
          ({
            job = 'openclaw',
            url = 'http://10.0.0.5:18789/api/diagnostics/prometheus',
            health = 'up',
            error = '',
          }) => ({
            discoveredLabels: { job },
            labels: { job, instance: new URL(url).host },
            scrapePool: job,
            scrapeUrl: url,
            lastError: error,
            lastScrape: '2026-11-27T03:00:00Z',
            health,
          }),
        ),
        droppedTargets: dropped.map((discoveredLabels) => ({ discoveredLabels, scrapePool: 'openclaw' })),
      },
    },
    '/api/v1/query': { body: { resultType: 'vector', result: vector } },
  });
}
