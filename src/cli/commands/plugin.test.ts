import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writePlugin } from './plugin.ts';

const folder = mkdtempSync(join(tmpdir(), 'plugin-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const built = join(folder, 'built');
mkdirSync(join(built, 'diagnostics-otel'), { recursive: true });
writeFileSync(join(built, 'diagnostics-otel', 'plugin.cjs'), 'new');
writeFileSync(join(built, 'archive.tgz'), '');

describe('throughline plugin', () => {
  it('writes folder and archive, also over an earlier one, and leaves other files alone', () => {
    const target = join(folder, 'target');
    mkdirSync(join(target, 'diagnostics-otel'), { recursive: true });
    writeFileSync(join(target, 'diagnostics-otel', 'plugin.cjs'), 'old');
    writeFileSync(join(target, 'mine'), '');
    expect(writePlugin(built, target).toSorted()).toEqual([
      join(target, 'archive.tgz'),
      join(target, 'diagnostics-otel'),
    ]);
    expect(readFileSync(join(target, 'diagnostics-otel', 'plugin.cjs'), 'utf8')).toBe('new');
    expect(readFileSync(join(target, 'mine'), 'utf8')).toBe('');
  });

  it('says what to do where it is not built, and where the folder cannot be written', () => {
    expect(() => writePlugin(join(folder, 'none'), folder)).toThrow('run npm run build');
    const file = join(built, 'archive.tgz');
    expect(() => writePlugin(built, file)).toThrow(`cannot write to ${file}`);
  });
});
