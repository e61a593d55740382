import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import type { Contract, ContractMetric } from '../../src/contract/index.ts';
import { type ReceiverOptions, startReceiver } from '../../src/lab/receiver/index.ts';
import { HttpSource } from '../../src/sources/index.ts';
import { readArrival } from '../../src/verify/arrival/arrival.ts';
import { push, type Pushed } from './push.ts';
import { type BackendView, createBackendView, type Sources } from '../../src/verify/index.ts';

/** The embedded receiver as checks see a backend, and a way to push to it. */
export interface EmbeddedBackend {
  readonly backend: BackendView;
  /** Pushes one sample of each named metric under the service `shop`. */
  readonly push: (metrics: readonly Pushed[], at?: number) => Promise<void>;
  /** What a check is given: the backend, the contract, and the one held against the other. */
  readonly sources: (contract: Contract) => Pick<Sources, 'backend' | 'contract' | 'arrival'>;
}

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

export async function embeddedBackend(options: ReceiverOptions = {}): Promise<EmbeddedBackend> {
  const receiver = await startReceiver(options);
  const http = new HttpSource(receiver.url, { timeoutMs: 5_000 });
  running.push(async () => {
    await http.close();
    await receiver.close();
  });
  const backend = createBackendView(http);
  return {
    backend,
    push: (metrics, at) => push(receiver.otlpMetricsUrl, metrics, { service: 'shop', at }),
    sources: (contract) => ({
      backend,
      contract,
      arrival: async () => {
        const identity = await backend.identity();
        if (!identity.ok) throw new Error(identity.error);
        const input = { contract, api: backend.api, ledger: null, now: Date.now, sleep };
        return readArrival({ ...input, identity: identity.value });
      },
    }),
  };
}

/** A contract of the service `shop`. */
export function shopContract(...metrics: (Partial<ContractMetric> & { otlp: string })[]): Contract {
  return {
    name: 'shop',
    job: 'shop',
    flushIntervalMs: 1_000,
    metrics: metrics.map((metric) => ({
      kind: 'counter',
      unit: '',
      attributes: [],
      mayBeIdle: false,
      ...metric,
    })),
  };
}
