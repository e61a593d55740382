import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readableContext } from '../../../../test/support/gateway-context.ts';
import { openStore, temporaryStateDir } from '../../../../test/support/state-store.ts';

const note = z.object({ text: z.string() });

/** A store in which 2 000 notes were written, and its folder. */
async function written() {
  const context = readableContext();
  const stateDir = await temporaryStateDir();
  const store = await openStore(context, stateDir);
  const notes = store.table('notes', note);
  for (let n = 0; n < 2_000; n += 1) notes.put(`${n}`.padStart(4, '0'), { text: 'x'.repeat(100) });
  await store.close();
  return { context, stateDir, folder: join(stateDir, 'store') };
}

describe('StateStore', () => {
  it('holds after a restart the newest value of each key, and no removed key', async () => {
    const context = readableContext();
    const stateDir = await temporaryStateDir();
    const first = await openStore(context, stateDir);
    const notes = first.table('notes', note);
    notes.put('a', { text: 'old' });
    notes.put('a', { text: 'new' });
    notes.put('b', { text: 'gone' });
    notes.remove('b');
    expect([await notes.get('a'), await notes.get('b')]).toEqual([{ text: 'new' }, undefined]);
    await first.close();
    const again = (await openStore(context, stateDir)).table('notes', note);
    expect(await again.all()).toEqual(new Map([['a', { text: 'new' }]]));
  });

  it('excludes a second gateway from the folder, and says what to do', async () => {
    const context = readableContext();
    const stateDir = await temporaryStateDir();
    await openStore(context, stateDir);
    await expect(openStore(context, stateDir)).rejects.toThrow(
      /in use by another gateway; stop that one, or give this one a separate folder with --state-dir$/,
    );
  });

  it.each([
    ['a garbled CURRENT', (folder: string) => writeFileSync(join(folder, 'CURRENT'), 'rubbish')],
    ['a missing CURRENT', (folder: string) => rmSync(join(folder, 'CURRENT'))],
    ['a missing manifest', (folder: string) => rmSync(join(folder, only(folder, /^MANIFEST/)))],
  ])('moves a store with %s aside whole, reports it, and creates a new one', async (_damage, spoil) => {
    const { context, stateDir, folder } = await written();
    spoil(folder);
    const before = readdirSync(folder).filter((name) => name.endsWith('.log'));
    const store = await openStore(context, stateDir);
    expect((await store.table('notes', note).all()).size).toBe(0);
    const aside = join(stateDir, only(stateDir, /^store\.damaged-/));
    expect(readdirSync(aside)).toEqual(expect.arrayContaining(before));
    expect(context.lines).toEqual([
      expect.stringMatching(`^the store ${folder} is damaged \\(.*\\); it is kept as ${aside} and a new`),
    ]);
  });

  it('finds a damaged table at the start, not in the middle of a conversation', async () => {
    const { context, stateDir, folder } = await written();
    // Opening it again makes a table of the log.
    await (await openStore(context, stateDir)).close();
    overwrite(join(folder, only(folder, /\.ldb$/)), 200, 900);
    await openStore(context, stateDir);
    expect(readdirSync(stateDir)).toContainEqual(expect.stringMatching(/^store\.damaged-/));
  });

  it('reports that a damaged log has lost entries', async () => {
    const { context, stateDir, folder } = await written();
    overwrite(join(folder, only(folder, /\.log$/)), 1_000, 1_100);
    await openStore(context, stateDir);
    expect(context.lines).toEqual([expect.stringMatching(/^\d+ bytes of the newest entries of the store/)]);
  });

  it('leaves an entry of another version in place, and reports it', async () => {
    const context = readableContext();
    const store = await openStore(context);
    store.table('notes', z.unknown()).put('a', { title: 'of another version' });
    const notes = store.table('notes', note);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await notes.all()).toEqual(new Map());
    expect(context.lines).toEqual([expect.stringContaining('the entry "a" of notes')]);
  });
});

function only(folder: string, pattern: RegExp): string {
  const found = readdirSync(folder).filter((name) => pattern.test(name));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

function overwrite(file: string, from: number, to: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xff, from, to);
  writeFileSync(file, bytes);
}
