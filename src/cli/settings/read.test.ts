import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from './read.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(text: string): ReturnType<typeof readSettings> {
  const file = join(folder, 'throughline.yaml');
  writeFileSync(file, text);
  return readSettings(file);
}

describe('throughline.yaml', () => {
  it('holds suppressions, each with its reason and its last day', () => {
    const suppress = [
      { check: 'TL602', reason: 'moving in May', until: '2027-05-31', match: { metric: 'shop.paid' } },
    ];
    expect(
      read(
        'suppress:\n  - check: TL602\n    reason: moving in May\n    until: 2027-05-31\n    match: { metric: shop.paid }\n',
      ).suppress,
    ).toEqual(suppress);
  });

  it.each([
    ['supress: []', 'supress is not known; did you mean suppress?'],
    ['backend: { url: "http://p:9090", tokn: x }', 'backend: tokn is not known; there are url, bearer'],
    [
      'suppress: [{ check: TL602, reason: x, until: 2027-05-31, mach: {} }]',
      'suppress.0: mach is not known; did you mean match?',
    ],
    ['suppress: [{ check: TL602, until: 2027-05-31 }]', 'suppress.0.reason'],
    ['suppress: [{ check: TL602, reason: " ", until: 2027-05-31 }]', 'suppress.0.reason'],
    ['suppress: [{ check: TL602, reason: x }]', 'suppress.0.until'],
    [
      'suppress: [{ check: TL602, reason: x, until: 2027-02-30 }]',
      'suppress.0.until: is not a date; write it as 2027-01-31',
    ],
    [
      'suppress: [{ check: TL602, reason: x, until: 2027-05-31, match: {} }]',
      'suppress.0.match: needs subject or metric',
    ],
    [
      'suppress: [{ check: TL70, reason: x, until: 2027-05-31 }]',
      'suppresses TL70, which is no check; did you mean',
    ],
  ])('refuses %s, and says what is meant', (text, words) => {
    expect(() => read(text)).toThrow(words);
  });
});
