import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { removeAbandoned, writeAtomically } from './atomic.ts';

let folder: string;
let target: string;
let copy: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-atomic-'));
  target = join(folder, 'openclaw.json');
  copy = `${target}.last-good`;
});

describe('writeAtomically', () => {
  it('replaces the file and leaves nothing else behind', async () => {
    writeFileSync(target, 'old');
    const before = statSync(target).ino;
    await writeAtomically(target, Buffer.from('new'), copy);
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(statSync(target).ino).not.toBe(before);
    expect(readdirSync(folder)).toEqual(['openclaw.json']);
  });

  it('keeps the mode, and gives a file that was gone that of its copy', async () => {
    writeFileSync(copy, 'old');
    chmodSync(copy, 0o600);
    await writeAtomically(target, Buffer.from('new'), copy);
    expect(statSync(target).mode & 0o777).toBe(0o600);
    chmodSync(target, 0o640);
    await writeAtomically(target, Buffer.from('newer'), copy);
    expect(statSync(target).mode & 0o777).toBe(0o640);
  });

  it('follows a symbolic link and keeps it', async () => {
    const link = join(folder, 'link.json');
    writeFileSync(target, 'old');
    symlinkSync(target, link);
    await writeAtomically(link, Buffer.from('new'), copy);
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(
      readdirSync(folder, { withFileTypes: true })
        .find((e) => e.name === 'link.json')
        ?.isSymbolicLink(),
    ).toBe(true);
  });

  it('leaves no temporary file where the target cannot be replaced', async () => {
    mkdirSync(target);
    await expect(writeAtomically(target, Buffer.from('new'), copy)).rejects.toThrow(/EISDIR/);
    expect(readdirSync(folder)).toEqual(['openclaw.json']);
  });
});

describe('removeAbandoned', () => {
  it("removes a killed writer's temporary file, and none that may still be written", async () => {
    const now = Date.now();
    for (const name of ['.openclaw.json.aa.throughline-tmp', '.openclaw.json.bb.throughline-tmp', '.other']) {
      writeFileSync(join(folder, name), 'half');
    }
    const old = (now - 120_000) / 1000;
    utimesSync(join(folder, '.openclaw.json.aa.throughline-tmp'), old, old);
    utimesSync(join(folder, '.other'), old, old);
    await removeAbandoned(target, now);
    expect(readdirSync(folder).toSorted()).toEqual(['.openclaw.json.bb.throughline-tmp', '.other']);
  });
});
