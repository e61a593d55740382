import type { BackendView } from './backend-view.ts';

export type CanaryResult =
  | { readonly kind: 'stored'; readonly mark: number; readonly afterMs: number }
  /** The push was answered otherwise than with 200. */
  | { readonly kind: 'refused'; readonly status: number | null; readonly answer: string }
  /** Accepted, and not to be found. */
  | { readonly kind: 'lost'; readonly mark: number; readonly waitedMs: number };

/** Writes one mark to the backend's OTLP receiver and reads it back through the query API. */
export interface CanaryProbe {
  send(backend: BackendView, otlpMetricsUrl: string): Promise<CanaryResult>;
}
