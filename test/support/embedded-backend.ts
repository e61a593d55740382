import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach } from 'vitest';
import type { Contract, ContractMetric } from '../../src/prove/contract/index.ts';
import { type ReceiverOptions, startReceiver } from '../../src/receiver/index.ts';
import { HttpSource } from '../../src/prove/sources/index.ts';
import { Answers } from '../../src/prove/engine/define-evidence.ts';
import type { Arrival } from '../../src/prove/evidence/arrival/arrival.ts';
import { arrival } from '../../src/prove/evidence/arrival/evidence.ts';
import { push, type Pushed } from './push.ts';
import { type BackendView, createBackendView, type Sources } from '../../src/prove/index.ts';

/** The embedded receiver as checks see a backend, and a way to push to it. */
export interface EmbeddedBackend {
  readonly backend: BackendView;
  /** Pushes one sample of each named metric under the service `shop`, and an instance of it or none. */
  readonly push: (metrics: readonly Pushed[], at?: number, instance?: string) => Promise<void>;
  /** What a check is given: the backend, the contract, and the time. */
  readonly sources: (contract: Contract) => Pick<Sources, 'backend' | 'contract' | 'clock'>;
  /** The contract held against the backend, without a ledger. */
  readonly arrival: (contract: Contract) => Promise<Arrival>;
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
  const sources = (contract: Contract) => ({ backend, contract, clock: { now: Date.now, sleep } });
  return {
    backend,
    push: (metrics, at, instance) =>
      push(receiver.otlpMetricsUrl, metrics, {
        service: 'shop',
        at,
        ...(instance !== undefined && { instance }),
      }),
    sources,
    arrival: async (contract) => {
      const answer = await new Answers(sources(contract)).of(arrival);
      if (!answer.ok) throw new Error(answer.outcome.message);
      return answer.value;
    },
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
