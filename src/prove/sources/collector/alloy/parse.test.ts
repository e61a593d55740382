import { describe, expect, it } from 'vitest';
import { OpenExpression, parseAlloy } from './parse.ts';

const valueOf = (expression: string) => parseAlloy(`x = ${expression}`).attributes[0]?.value;

describe('an expression of Alloy', () => {
  it.each<[string, unknown]>([
    ['"a\\tb\\u00e9\\"c"', 'a\tb\u00e9"c'],
    ['`raw "text"\nin two lines`', 'raw "text"\nin two lines'],
    ['-1.5e3', -1500],
    ['true', true],
    ['null', null],
    ['[1, "a", // a comment\n [true],\n]', [1, 'a', [true]]],
    ['{ a = 1, "b c" = { d = [] },\n}', { a: 1, 'b c': { d: [] } }],
    ['("a" + "b")', 'ab'],
    ['"http://" + sys.env("HOST") + ":4318"', 'http://${env:HOST}:4318'],
    ['"a" + local.file.t.content', 'a${expression:local.file.t.content}'],
  ])('%s has a value', (expression, value) => {
    expect(valueOf(expression)).toEqual(value);
  });

  it.each(['sys.env("HOST")', 'a.b["c"].d', '1 + 2', '!true', 'coalesce(env("A"), "b")', 'a == b || c'])(
    '%s has none that the file shows',
    (expression) => {
      expect(valueOf(expression)).toEqual(new OpenExpression(expression));
    },
  );
});

describe('a block of Alloy', () => {
  it('has attributes and blocks, on their lines', () => {
    const { blocks } = parseAlloy('a.b "c" {\n  d = 1\n  e { }\n  f = g\n  h = [\n  ]\n}');
    expect(blocks).toMatchObject([
      {
        name: 'a.b',
        label: 'c',
        line: 1,
        attributes: [
          { name: 'd', line: 2 },
          { name: 'f', line: 4, value: new OpenExpression('g') },
          { name: 'h', line: 5 },
        ],
        blocks: [{ name: 'e', label: undefined, line: 3 }],
      },
    ]);
  });

  it.each([
    ['a "b" {\n  c = 1\n', 'line 3: } is missing before the end'],
    ['a = ', 'line 1: identifier is missing before the end'],
    ['a "b" {\n c = "open\n}', 'line 2: unexpected "\\""'],
    ['a "b" }', 'line 1: { is missing before "}"'],
    [`a = ${'['.repeat(200)}`, 'line 1: it is nested too deeply'],
    ['a { '.repeat(200), 'line 1: it is nested too deeply'],
    [`a = ${'-'.repeat(10_000)}1`, 'line 1: it is nested too deeply'],
  ])('is rejected with its line: %#', (text, message) => {
    expect(() => parseAlloy(text)).toThrow(message);
  });
});
