import JSON5 from 'json5';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from './diff.ts';
import { EditError, locateJson, setJson } from './json.ts';

const OBJECT = `{
  // what runs
  "plugins": {
    "entries": {
      "discord": {
        "enabled": true
      },
      "telegram": {
        "enabled": true
      } // keep me
    }
  }
}
`;

describe('setJson', () => {
  it('adds the entry of a plugin as a person would', () => {
    const plain = OBJECT.replace(' // keep me', '');
    const changed = setJson(plain, ['plugins', 'entries', 'diagnostics-otel'], { enabled: true });
    const added = unifiedDiff('f', plain, changed)
      .split('\n')
      .filter((line) => /^[+-](?![+-])/.test(line));
    expect(added).toEqual(['+      },', '+      "diagnostics-otel": {', '+        "enabled": true']);
  });

  it('keeps a comment that ends the line of the last member', () => {
    const changed = setJson(OBJECT, ['plugins', 'entries', 'x'], { enabled: true });
    expect(changed).toContain('}, // keep me\n');
    expect(JSON5.parse(changed).plugins.entries.x).toEqual({ enabled: true });
  });

  it.each([
    ['an empty object', '{}', ['a'], 1],
    ['an object with only a comment', '{\n  // nothing yet\n}', ['a'], 1],
    ['missing objects on the way', '{ "x": 1 }', ['a', 'b', 'c'], true],
    ['one line', '{ a: { b: 1 } }', ['a', 'c'], 2],
    ['one line with a trailing comma', '{ a: 1, }', ['c'], 2],
    ['a trailing comma', '{\n  a: 1,\n}', ['c'], 2],
    ['a trailing comma behind a comment', '{\n  a: 1 /* one */, // first\n}', ['c'], 2],
    ['single quotes', "{\n  'a-b': 1\n}", ['c-d'], 'x'],
    ['a value that is there', '{ "a": { "b": 1 }, /* c */ "d": 2 }', ['a', 'b'], false],
    ['an array element', '{ "a": [1, 2, 3] }', ['a', 1], 9],
  ])('writes into %s', (_, text, path, value) => {
    const changed = setJson(text, path, value);
    expect(path.reduce<unknown>((node, step) => (node as never)[step], JSON5.parse(changed))).toEqual(value);
    for (const comment of text.match(/\/\/.*|\/\*.*?\*\//g) ?? []) expect(changed).toContain(comment);
  });

  it('throws where the path leads through a value that is no object', () => {
    expect(() => setJson('{ "a": 1 }', ['a', 'b'], 2)).toThrow(EditError);
    expect(() => setJson('{ "a": ', ['a'], 2)).toThrow(EditError);
  });
});

describe('locateJson', () => {
  it('returns the line of a value', () => {
    expect(locateJson(OBJECT, ['plugins', 'entries', 'telegram'])?.line).toBe(8);
    expect(locateJson(OBJECT, ['plugins', 'nothing'])).toBeUndefined();
  });
});
