import { ENGLISH } from './words-en.ts';
import { JAPANESE } from './words-ja.ts';
import type { Language, Words } from './words-type.ts';

const WORDS: Readonly<Record<Language, Words>> = { en: ENGLISH, ja: JAPANESE };

export function wordsFor(language: Language): Words {
  return WORDS[language];
}
