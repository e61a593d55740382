import { describe, expect, it } from 'vitest';
import { withoutControls } from './control-characters.ts';

const ESC = '\u001B';

describe('withoutControls', () => {
  it.each([
    ['plain text', 'plain text'],
    ['two\nlines\tand a tab', 'two\nlines\tand a tab'],
    [`${ESC}[90m03:39:04${ESC}[39m ${ESC}[36m[gateway]${ESC}[39m on`, '03:39:04 [gateway] on'],
    [`${ESC}[1m${ESC}[38;5;209mbold${ESC}[22m`, 'bold'],
    [`\u009B31mC1\u009B39m`, 'C1'],
    [`${ESC}]8;;http://x\u0007link${ESC}]8;;\u0007`, 'link'],
    ['a\r', 'a'],
    ['日本 🦞', '日本 🦞'],
  ])('of %j is %j', (text, plain) => {
    expect(withoutControls(text)).toBe(plain);
  });

  it('leaves no escape byte of a sequence that is cut anywhere', () => {
    const pieces = [ESC, '[', '31m', ';', '\u009B', ']8;;', '\u0007', 'x', '\n', '(B', '\u0000', '日'];
    // A generator with a seed: each run tries the same 2 000 texts.
    let seed = 7;
    const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let run = 0; run < 2_000; run += 1) {
      const text = Array.from({ length: next(12) }, () => pieces[next(pieces.length)]).join('');
      const plain = withoutControls(text);
      expect(plain).not.toMatch(/(?![\t\n])\p{Cc}/u);
      expect(withoutControls(plain)).toBe(plain);
    }
  });
});
