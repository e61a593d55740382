import { isMetricsPush } from '../../shared/protocol/exchange.ts';
import { type HttpSource, readTap, type TapRecording } from '../sources/index.ts';
import { type Result, resultOf } from './result.ts';

/** A running tap, read once it has run for two flush intervals at least. */
export interface TapView {
  readonly url: string;
  recording(): Promise<Result<TapRecording>>;
}

const INTERVALS = 2;
/** Time that a push takes. */
const GRACE_MS = 500;

export function createTapView(
  http: HttpSource,
  flushIntervalMs: number,
  { now, sleep }: { now: () => number; sleep: (ms: number) => Promise<void> },
): TapView {
  const watched = async (): Promise<TapRecording> => {
    const recording = await readTap(http);
    const due = recording.startedAt + INTERVALS * flushIntervalMs + GRACE_MS;
    if (now() >= due || recording.exchanges.filter(isMetricsPush).length >= INTERVALS) return recording;
    await sleep(due - now());
    return readTap(http);
  };
  let once: Promise<Result<TapRecording>> | undefined;
  return { url: http.url, recording: () => (once ??= resultOf(watched())) };
}
