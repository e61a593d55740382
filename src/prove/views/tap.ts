import { type HttpSource, readTap, TapError, type TapRecording, UnreachableError } from '../sources/index.ts';
import type { Asked } from './gateway.ts';

/** A running tap, asked once a run, when it has watched for two flush intervals at least. */
export interface TapView {
  readonly url: string;
  recording(): Promise<Asked<TapRecording>>;
}

const INTERVALS = 2;
/** A push takes its time, too. */
const GRACE_MS = 500;

export function createTapView(
  http: HttpSource,
  flushIntervalMs: number,
  { now, sleep }: { now: () => number; sleep: (ms: number) => Promise<void> },
): TapView {
  const watched = async (): Promise<TapRecording> => {
    const recording = await readTap(http);
    const due = recording.startedAt + INTERVALS * flushIntervalMs + GRACE_MS;
    if (now() >= due || recording.exchanges.length >= INTERVALS) return recording;
    await sleep(due - now());
    return readTap(http);
  };
  let once: Promise<Asked<TapRecording>> | undefined;
  return { url: http.url, recording: () => (once ??= asked(watched())) };
}

async function asked(answer: Promise<TapRecording>): Promise<Asked<TapRecording>> {
  try {
    return { ok: true, value: await answer };
  } catch (error) {
    if (error instanceof UnreachableError || error instanceof TapError)
      return { ok: false, error: error.message };
    throw error;
  }
}
