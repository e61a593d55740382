import { stripVTControlCharacters } from 'node:util';

/** What is left of an escape sequence that is cut or unknown, and other control characters but tab and line feed. */
const CONTROLS = /(?![\t\n])\p{Cc}/gu;

/**
 * The text without colours and other sequences for terminals, and without control characters: printed, they would act on
 * the terminal of the reader.
 */
export function withoutControls(text: string): string {
  return stripVTControlCharacters(text).replaceAll(CONTROLS, '');
}
