import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesOf, layFiles, mergePatch } from './files.ts';
import { givenSchema } from './schema.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-files-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const read = (path: string): string => readFileSync(join(root, 'run', path), 'utf8');

describe('the files of a scenario', () => {
  it('are those of the base, replaced by the files of the scenario, replaced by the overlay of the twin', async () => {
    for (const name of ['a', 'b', 'c']) write(`base/${name}.txt`, 'base');
    for (const name of ['b', 'c']) write(`one/${name}.txt`, 'own');
    write('one/fixed/c.txt', 'overlay');
    const given = givenSchema.parse({ base: '../base' });
    await layFiles(filesOf(join(root, 'one'), given, 'fixed'), join(root, 'run'));
    expect([read('a.txt'), read('b.txt'), read('c.txt')]).toEqual(['base', 'own', 'overlay']);
  });

  it('come from several bases, of which a later one replaces an earlier one', async () => {
    write('first/a.txt', 'first');
    write('second/a.txt', 'second');
    write('one/b.txt', 'own');
    const given = givenSchema.parse({ base: ['../first', '../second'] });
    await layFiles(filesOf(join(root, 'one'), given), join(root, 'run'));
    expect(read('a.txt')).toBe('second');
  });

  it('have the patch in their configuration, and the base stays unchanged', async () => {
    const base = { plugins: { enabled: true }, diagnostics: { otel: { endpoint: 'http://a' } } };
    write('base/openclaw.json', JSON.stringify(base));
    write('one/scenario.yaml', '');
    const given = givenSchema.parse({
      base: '../base',
      config: 'openclaw.json',
      patch: { diagnostics: { otel: { endpoint: null, metrics: false } } },
    });
    await layFiles(filesOf(join(root, 'one'), given), join(root, 'run'));
    expect(JSON.parse(read('openclaw.json'))).toEqual({
      plugins: { enabled: true },
      diagnostics: { otel: { metrics: false } },
    });
    expect(JSON.parse(readFileSync(join(root, 'base/openclaw.json'), 'utf8'))).toEqual(base);
  });

  it('cannot be patched if the configuration is not plain JSON', async () => {
    write('one/openclaw.json5', '{ plugins: {} }');
    const given = givenSchema.parse({ config: 'openclaw.json5', patch: { plugins: { enabled: false } } });
    await expect(layFiles(filesOf(join(root, 'one'), given), join(root, 'run'))).rejects.toThrow(
      'given.patch needs plain JSON, and openclaw.json5 is not',
    );
  });
});

// https://www.rfc-editor.org/rfc/rfc7396#appendix-A
describe('mergePatch', () => {
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('turns %j with %j into %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });
});
