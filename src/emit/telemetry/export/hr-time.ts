import type { HrTime } from '@opentelemetry/api';

/** Epoch (or any) milliseconds as OpenTelemetry's seconds and nanoseconds. */
export function hrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
