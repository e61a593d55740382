import { CANARY_METRIC, canaryRequest, encodeRequest, PROTOBUF } from '../../shared/otlp/index.ts';
import { selectorOf } from '../sources/index.ts';
import type { BackendView } from './backend.ts';
import { resultOf } from './result.ts';

export type CanaryResult =
  | { readonly kind: 'stored'; readonly value: number; readonly afterMs: number }
  /** The push failed, or its response was not a success. */
  | { readonly kind: 'rejected'; readonly status: number | null; readonly answer: string }
  /** Accepted, but not found. */
  | { readonly kind: 'lost'; readonly value: number; readonly waitedMs: number };

/** Writes one canary to the backend's OTLP receiver and reads it back through the query API. */
export interface CanaryProbe {
  send(backend: BackendView, otlpMetricsUrl: string): Promise<CanaryResult>;
}

/** Looks for the canary at these times after the push, in milliseconds; few, as each is a request. */
const LOOKS_AFTER_MS = [50, 500, 4_000, 15_000];
const WINDOW_MS = 60_000;

export function createCanary({
  now,
  sleep,
}: {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}): CanaryProbe {
  return {
    send: async (backend, otlpMetricsUrl) => {
      const at = now();
      // Milliseconds are exact in a double, and no two runs share them often enough to matter.
      const value = at;
      const push = await resultOf(
        backend.api.http.post(otlpMetricsUrl, encodeRequest(canaryRequest(value, at)), PROTOBUF),
      );
      if (!push.ok) return { kind: 'rejected', status: null, answer: push.error };
      if (push.value.status >= 300) {
        return { kind: 'rejected', status: push.value.status, answer: push.value.body.trim().slice(0, 200) };
      }
      for (const after of LOOKS_AFTER_MS) {
        await sleep(Math.max(0, at + after - now()));
        const stored = await backend.api.samples(selectorOf([CANARY_METRIC], {}), WINDOW_MS, now());
        if (stored.some(({ samples }) => samples.some((sample) => sample.value === value))) {
          return { kind: 'stored', value, afterMs: now() - at };
        }
      }
      return { kind: 'lost', value, waitedMs: now() - at };
    },
  };
}
