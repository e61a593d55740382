import type { TranslationStrategy } from '../prove/translate/index.ts';

/** The server that the embedded receiver behaves as. */
export const BEHAVES_AS = { major: 3, minor: 5, patch: 3 } as const;

export interface ReceiverSettings {
  readonly receiver: 'on' | 'off';
  readonly strategy: TranslationStrategy;
  /** Resource attributes that become labels. */
  readonly promote: readonly string[];
  readonly retentionMs: number;
  readonly maxSeries: number;
  readonly maxSamples: number;
  /** Of a push, after decompression. */
  readonly maxBodyBytes: number;
}

export const DEFAULT_SETTINGS: ReceiverSettings = {
  receiver: 'on',
  strategy: 'UnderscoreEscapingWithSuffixes',
  promote: [],
  retentionMs: 3_600_000,
  maxSeries: 50_000,
  maxSamples: 2_000_000,
  maxBodyBytes: 64 * 1024 * 1024,
};
