import type { RecorderSettings } from './event-rows.ts';
import type { Identity } from '../../shared/protocol/identity.ts';
import { sameIdentity } from './identity.ts';
import { Recorder } from './recorder.ts';

/**
 * Keeps the recorder across reloads of its plugin, so that totals continue when other settings change.
 *
 * Another identity has other series, with a separate zero start and ledger. Changed settings create a new recorder too,
 * because rows of the old settings would still be sent: session keys in plain text after the setting asks for hashes.
 * For the same identity the new recorder continues the old timeline, so that its zeros come after all that was pushed.
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
    { sessionKey, seriesLimit, settingsPath }: RecorderSettings,
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
      ...(settingsPath !== undefined && { settingsPath }),
      onWarning,
      now: this.#now,
      ...(before && { timeline: before.timeline }),
    });
    return this.#recorder;
  }
}
