import { describe, expect, it } from 'vitest';
import { parseFileArgument } from './file-argument.ts';

describe('parseFileArgument', () => {
  it('splits FILE#KEY at the last #', () => {
    expect(parseFileArgument('a.yaml#openclaw.json', () => false)).toEqual({
      path: 'a.yaml',
      key: 'openclaw.json',
    });
    expect(parseFileArgument('a#b/map.yaml#openclaw.json', () => false)).toEqual({
      path: 'a#b/map.yaml',
      key: 'openclaw.json',
    });
  });

  it('returns a path where there is no #, or where a file has that name', () => {
    expect(parseFileArgument('a.yaml', () => false)).toEqual({ path: 'a.yaml' });
    expect(parseFileArgument('a#b.yaml', (path) => path === 'a#b.yaml')).toEqual({ path: 'a#b.yaml' });
  });
});
