import { describe, expect, it } from 'vitest';
import { tryJson } from './try-json.ts';

describe('tryJson', () => {
  it('returns the value of a JSON text', () => {
    expect(tryJson('{"a":[1,null]}')).toEqual({ a: [1, null] });
    expect(tryJson('null')).toBeNull();
  });

  it.each(['', '{', '<html>', "{'a': 1}"])('returns undefined for a text that is not JSON: %j', (text) => {
    expect(tryJson(text)).toBeUndefined();
  });
});
