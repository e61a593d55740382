import type { RecorderSettings } from './event-rows.ts';
import type { Identity } from '../../shared/protocol/identity.ts';
import { sameIdentity } from './identity.ts';
import { Recorder } from './recorder.ts';

/**
 * Holds the recorder through reloads of its plugin: the totals go on, whatever else of the configuration changed.
 *
 * Another identity is another set of series, with a zero start and a ledger of its own. Changed settings make a
 * fresh recorder too, since rows kept under the old ones would go on being sent: session keys in plain text, after
 * someone asked for hashes. For the same identity it goes on from the old one's timeline, so that its zeros come
 * after everything that was pushed.
 */
export class RecorderKeeper {
  readonly #now: () => number;
  #recorder: Recorder | null = null;
  #settings: RecorderSettings | null = null;

  /** @param now epoch milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  recorderFor(
    identity: Identity,
    { sessionKey, seriesLimit }: RecorderSettings,
    onWarning: (message: string) => void,
  ): Recorder {
    const before = this.#recorder && sameIdentity(this.#recorder.identity, identity) ? this.#recorder : null;
    if (before && this.#settings?.sessionKey === sessionKey && this.#settings.seriesLimit === seriesLimit) {
      return before;
    }
    this.#settings = { sessionKey, seriesLimit };
    this.#recorder = new Recorder({
      identity,
      sessionKey,
      seriesLimit,
      onWarning,
      now: this.#now,
      ...(before && { timeline: before.timeline }),
    });
    return this.#recorder;
  }
}
