import { describe, expect, it } from 'vitest';
import { openVariables, withVariables } from './variables.ts';

describe('withVariables', () => {
  it.each([
    ['${env:HOST}:4318', '${env:HOST}:4318'],
    ['${HOST}', '${env:HOST}'],
    ['${env:HOST:-a}:${env:PORT:-1}', 'a:1'],
    ['${env:HOST:-}', ''],
    ['${file:/etc/token}', '${file:/etc/token}'],
    ['x.$${1}', 'x.${1}'],
    ['a$$b', 'a$b'],
    ['$1', '$1'],
  ])('turns %s into %s', (text, expected) => {
    expect(withVariables({ list: [text], flag: true })).toEqual({ list: [expected], flag: true });
  });
});

describe('openVariables', () => {
  it('returns variables, and no groups of a pattern', () => {
    expect(openVariables('${env:A} ${1} ${name} ${file:/b}')).toEqual(['${env:A}', '${file:/b}']);
  });
});
