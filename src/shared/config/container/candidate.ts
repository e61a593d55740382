import type { EmbeddedText } from '../../edit/index.ts';

/** The text of a gateway configuration, and its position in the file. */
export interface ConfigDocument extends EmbeddedText {
  /** Key of the ConfigMap or Secret, or path in values; null where the file itself is the configuration. */
  readonly key: string | null;
  /** Name of the ConfigMap. */
  readonly configMap: string | null;
  /** Name of the Secret. */
  readonly secret: string | null;
  /** Why nothing in the file can be replaced. */
  readonly readOnly?: string;
}

/** A part of a file that may be the configuration. */
export interface Candidate extends ConfigDocument {
  /** What follows `#` in `FILE#KEY`. */
  readonly key: string;
  /** It is one entry of many in a ConfigMap or Secret, and its content says whether it is meant. */
  readonly entry: boolean;
}

/** The file has no configuration, or several; the message says what to give instead. */
export class ConfigDocumentError extends Error {
  override readonly name = 'ConfigDocumentError';
}
