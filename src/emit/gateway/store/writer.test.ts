import { ClassicLevel } from 'classic-level';
import { describe, expect, it, vi } from 'vitest';
import { FailingWrites, NO_SPACE } from '../../../../test/support/failing-writes.ts';
import { readableContext, until } from '../../../../test/support/gateway-context.ts';
import { temporaryStateDir } from '../../../../test/support/state-store.ts';
import { openLevel } from './open-level.ts';
import { UnwritableError, Writer } from './writer.ts';

const NEVER = new AbortController().signal;

async function writerOf({ fsync = false } = {}) {
  const context = readableContext();
  const folder = await temporaryStateDir();
  const level = await openLevel(folder, context.log, context.clock);
  const { log, clock } = context;
  const writer = new Writer(level, { folder, log, clock, fsync: () => fsync });
  return { context, folder, level, writer };
}

/** What the next process reads. */
async function onDisk(folder: string): Promise<[string, unknown][]> {
  const { log, clock } = readableContext();
  const level = await openLevel(folder, log, clock);
  try {
    return await level.iterator().all();
  } finally {
    await level.close();
  }
}

describe('Writer', () => {
  it('has written a change when written() resolves, also where the write was under way before', async () => {
    const { level, writer } = await writerOf();
    for (let turns = 0; turns < 6; turns += 1) {
      writer.change(`key-${turns}`, turns);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      await writer.written();
      expect(await level.get(`key-${turns}`)).toBe(turns);
    }
    await writer.close();
  });

  it('writes the changes of one turn together, and those during a write in the next one', async () => {
    const { level, writer } = await writerOf();
    const batch = vi.spyOn(level, 'batch');
    writer.change('a', 1);
    writer.change('b', 2);
    writer.change('a', 3);
    await Promise.resolve();
    await Promise.resolve();
    writer.change('c', 4);
    writer.change('b', undefined);
    await writer.written();
    expect((batch.mock.calls as unknown[][]).map(([changes]) => changes)).toEqual([
      [
        { type: 'put', key: 'a', value: 3 },
        { type: 'put', key: 'b', value: 2 },
      ],
      [
        { type: 'put', key: 'c', value: 4 },
        { type: 'del', key: 'b' },
      ],
    ]);
    await writer.close();
  });

  it.each([true, false])('forces each write to the disk where queue.fsync is %s', async (fsync) => {
    const batch = vi.spyOn(ClassicLevel.prototype, 'batch');
    const { writer } = await writerOf({ fsync });
    writer.change('a', 1);
    await writer.written();
    expect((batch.mock.calls as unknown[][]).map(([, options]) => options)).toEqual([{ sync: fsync }]);
    batch.mockRestore();
    await writer.close();
  });

  it('refuses while it cannot write, keeps what was changed, and writes the newest values after that', async () => {
    const { context, folder, writer } = await writerOf();
    writer.change('a', 'old');
    await writer.written();
    const full = new FailingWrites();
    writer.change('a', 'new');
    writer.change('b', 'old');
    await expect(writer.written()).rejects.toThrow(UnwritableError);
    writer.change('b', 'new');
    await expect(writer.written()).rejects.toThrow(NO_SPACE);
    expect([writer.unwritten('a'), writer.unwritten('b')]).toEqual([{ value: 'new' }, { value: 'new' }]);
    const settled = writer.settled(NEVER);
    full.end();
    expect(await settled).toBe(true);
    await until(() => writer.failure === undefined);
    await writer.close();
    expect(await onDisk(folder)).toEqual([
      ['a', 'new'],
      ['b', 'new'],
    ]);
    expect(context.lines).toEqual([
      expect.stringMatching(/^the state folder cannot be written: .*No space left.*; free disk space\./),
      expect.stringMatching(/^the state folder can be written again, after 0 s; what waited is written$/),
    ]);
  });

  it('waits in a read until the store is open again, no longer than it is given, and says then why', async () => {
    const { level, writer } = await writerOf();
    writer.change('a', 1);
    await writer.written();
    await level.close();
    const read = (patienceMs?: number) => writer.read((open) => open.get('a'), patienceMs);
    await expect(read(50)).rejects.toThrow(UnwritableError);
    const waiting = read();
    await level.open();
    expect(await waiting).toBe(1);
    await writer.close();
    await expect(read()).rejects.toThrow(UnwritableError);
  });

  it('ends settled() when the signal is aborted or the store is closed', async () => {
    const { writer } = await writerOf();
    const full = new FailingWrites();
    const abort = new AbortController();
    writer.change('a', 1);
    const ends = [writer.settled(abort.signal), writer.settled(NEVER)];
    await until(() => writer.failure !== undefined);
    abort.abort();
    expect(await ends[0]).toBe(false);
    expect(await writer.settled(abort.signal)).toBe(false);
    full.end();
    await writer.close();
    expect(await ends[1]).toBe(false);
  });

  it('writes at its end what it could not write before, and says what it could not write then either', async () => {
    const { context, folder, writer } = await writerOf();
    const full = new FailingWrites();
    writer.change('a', 1);
    await until(() => writer.failure !== undefined);
    full.end();
    await writer.close();
    expect(await onDisk(folder)).toEqual([['a', 1]]);
    const second = await writerOf();
    const fullAgain = new FailingWrites();
    second.writer.change('a', 1);
    second.writer.change('b', 1);
    await second.writer.close();
    fullAgain.end();
    expect(second.context.lines.at(-1)).toMatch(/^2 changes of .* are lost: .*No space left on device$/);
    expect(context.lines).toHaveLength(1);
  });
});
