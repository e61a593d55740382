import type { TranslationStrategy } from '../../translate/index.ts';

/** Why a metric has another name than the expected one. */
export type Renaming =
  /** The backend makes this name of the metric as the contract has it. */
  | { readonly by: 'settings' }
  /** The backend makes it of another unit. */
  | { readonly by: 'unit'; readonly sent: string; readonly expected: string }
  /** The backend makes it of another kind; a gauge is named as an UpDownCounter is. */
  | { readonly by: 'kind'; readonly sent: 'counter' | 'gauge' }
  /** A strategy makes it that is not the backend's. */
  | { readonly by: 'strategy'; readonly strategy: TranslationStrategy }
  | { readonly by: 'native histogram' }
  | { readonly by: 'prefix' };

/** The cause, for a message. */
export function renamingWords(cause: Renaming): string {
  switch (cause.by) {
    case 'settings':
      return "the backend's settings name it so";
    case 'unit':
      return `it is sent with ${unitWords(cause.sent)}, and the contract has ${unitWords(cause.expected)}`;
    case 'kind':
      return cause.sent === 'counter'
        ? 'it is sent as a counter'
        : 'it is sent as a gauge or an UpDownCounter';
    case 'strategy':
      return `the strategy ${cause.strategy} would make this name`;
    case 'native histogram':
      return 'it is a native histogram, which has no _bucket';
    case 'prefix':
      return 'the name has a prefix';
  }
}

/** `the unit "ms"`, or `no unit`. */
export function unitWords(unit: string): string {
  return unit === '' ? 'no unit' : `the unit "${unit}"`;
}
