import { describe, expect, it } from 'vitest';
import { hasInclude, withIncludes } from './include.ts';

const read = (value: unknown, files: Readonly<Record<string, string>> = {}) =>
  withIncludes(value, '/home/openclaw.json', {
    real: (path) => (path === '/home/link.json' ? '/etc/secret.json' : path),
    read: (path) => files[path],
  });

describe('the $include of OpenClaw', () => {
  it('is found at any depth', () => {
    expect(hasInclude({ agents: { list: [{ $include: './a.json' }] } })).toBe(true);
    expect(hasInclude({ agents: { list: ['$include'] } })).toBe(false);
  });

  it('is replaced by the file, whose own includes are relative to it', () => {
    const files = {
      '/home/parts/otel.json': '{ $include: "./base.json5", endpoint: "http://a:4318" }',
      '/home/parts/base.json5': '{ enabled: true, endpoint: "http://b" }',
    };
    expect(read({ diagnostics: { otel: { $include: 'parts/otel.json' } } }, files)).toEqual({
      ok: true,
      value: { diagnostics: { otel: { enabled: true, endpoint: 'http://a:4318' } } },
    });
  });

  it('merges several files in their order, joins lists, and lets the keys beside it win', () => {
    const files = { '/home/a.json': '{ x: { k: 1, l: [1] } }', '/home/b.json': '{ x: { k: 2, l: [2] } }' };
    expect(read({ $include: ['./a.json', './b.json'], x: { l: [3] } }, files)).toEqual({
      ok: true,
      value: { x: { k: 2, l: [1, 2, 3] } },
    });
  });

  it.each([
    [{ $include: '../other.json' }, 'leaves the folder'],
    [{ $include: '/etc/passwd' }, 'leaves the folder'],
    [{ $include: 'link.json' }, 'is a link that leaves the folder'],
    [{ $include: 'self.json' }, 'includes itself'],
    [{ $include: 1 }, 'has to be a path'],
    [{ $include: 'list.json', key: 1 }, 'need a file that holds an object'],
    [{ $include: 'broken.json' }, 'is not valid JSON5'],
  ])('is refused where %j', (value, words) => {
    const files = {
      '/home/self.json': '{ $include: "self.json" }',
      '/home/list.json': '[1]',
      '/home/broken.json': '{',
    };
    expect(read(value, files)).toEqual({ ok: false, refused: expect.stringContaining(words) });
  });

  it('is not judged where a file is not here', () => {
    expect(read({ $include: 'elsewhere.json' })).toEqual({
      ok: false,
      unread: 'includes elsewhere.json, which cannot be read here',
    });
  });
});
