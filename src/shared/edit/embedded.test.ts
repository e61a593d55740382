import { describe, expect, it } from 'vitest';
import { embeddedText, parseYamlStream } from './embedded.ts';

const JSON_TEXT = '{\n  "a": 1, // one\n\n  "b": 2\n}\n';
const CHANGED = JSON_TEXT.replace('"b": 2', '"b": 3,\n  "c": 4');

function manifest(value: string): string {
  return `kind: ConfigMap # first\ndata:\n  x: ${value}\n  y: "z"\n`;
}

function block(header: string, indent = '    '): string {
  return (
    header +
    JSON_TEXT.replaceAll(/^(?=.)/gm, indent)
      .replace(/^/, '\n')
      .trimEnd()
  );
}

function textIn(file: string, index = 0, path = ['data', 'x']): ReturnType<typeof embeddedText> {
  const { documents, lines } = parseYamlStream(file);
  const document = documents[index];
  return document && embeddedText(file, document, lines, path);
}

describe('a text inside a YAML file', () => {
  it.each([
    ['a literal block', manifest(block('|')), 0],
    ['a literal block that says its indentation', manifest(block('|2', '    ')), 0],
    ['one that keeps its last line ends', manifest(`${block('|+')}\n`), 0],
    ['CRLF', manifest(block('|')).replaceAll('\n', '\r\n'), 0],
    ['the second of several documents', `a: 1\n---\n${manifest(block('|'))}---\nb: 2\n`, 1],
    ['a file without a line end at its end', manifest(block('|')).replace('\n  y: "z"\n', ''), 0],
    ['double quotes', manifest(JSON.stringify(JSON_TEXT)), 0],
  ])('is replaced in %s, and nothing else changes', (_, file, index) => {
    const found = textIn(file, index);
    const { text = '' } = found ?? {};
    const result = found?.replace(text.replace('"b": 2', '"b": 3,\n  "c": 4')) ?? '';
    expect(textIn(result, index)?.text).toBe(text.replace('"b": 2', '"b": 3,\n  "c": 4'));
    const lines = new Set(file.split('\n'));
    const added = result.split('\n').filter((line) => !lines.has(line));
    expect(added.length).toBeLessThanOrEqual(2);
    expect(found?.replace(text)).toBe(file);
  });

  it('keeps blank lines as they are written', () => {
    const file = manifest(block('|')).replace('\n\n', '\n      \n');
    const found = textIn(file);
    expect(found?.replace(found.text.replace('2', '3'))).toBe(file.replace('"b": 2', '"b": 3'));
  });

  it('is replaced in single quotes on one line, its own quotes doubled', () => {
    const found = textIn(manifest(`'{ "a": "it''s" }'`));
    expect(found).toMatchObject({ text: `{ "a": "it's" }`, onOneLine: true });
    expect(found?.replace(`{ "a": "it's", "b": 1 }`)).toBe(manifest(`'{ "a": "it''s", "b": 1 }'`));
  });

  it.each([
    ['a folded block', '>\n    {\n\n    "b": 2 }'],
    ['quotes over several lines', '"{\n    \\"b\\": 2 }"'],
    ['no quotes', 'b=2'],
  ])('is not replaced in %s', (_, value) => {
    const found = textIn(manifest(value));
    expect(found?.replace(`${found.text} `)).toBeUndefined();
  });

  it('is not replaced by what its block cannot hold', () => {
    expect(textIn(manifest(block('|-')))?.replace(CHANGED)).toBeUndefined();
  });
});
