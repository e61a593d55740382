import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readableContext } from '../../../../test/support/gateway-context.ts';
import { temporaryStateDir } from '../../../../test/support/state-store.ts';
import { RunLog } from './run-log.ts';

async function runLog() {
  const stateDir = await temporaryStateDir();
  const { log, lines } = readableContext();
  const folder = join(stateDir, 'cron', 'runs');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'a.jsonl');
  const entries = (): { n?: number }[] =>
    readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { n?: number });
  return { log: () => new RunLog(stateDir, log), folder, file, entries, lines };
}

describe('RunLog', () => {
  it('adds a line of JSON for each entry, in order, readable by its owner only', async () => {
    const { log, file, entries } = await runLog();
    const own = log();
    await Promise.all([1, 2, 3].map((n) => own.append('a', { n })));
    expect(entries()).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('keeps the newest 1 500 lines when there are more than 2 000, those of earlier processes included', async () => {
    const { log, folder, file, entries } = await runLog();
    writeFileSync(file, Array.from({ length: 1_999 }, (_, n) => `{"n":${n}}\n`).join(''));
    const own = log();
    await own.append('a', { n: 1_999 });
    expect(entries()).toHaveLength(2_000);
    await own.append('a', { n: 2_000 });
    expect(entries()).toHaveLength(1_500);
    expect([entries()[0], entries().at(-1)]).toEqual([{ n: 501 }, { n: 2_000 }]);
    expect(readdirSync(folder)).toEqual(['a.jsonl']);
  });

  it('stays below 2 MB', async () => {
    const { log, file, entries } = await runLog();
    const own = log();
    for (let n = 0; n < 30; n += 1) await own.append('a', { n, text: 'x'.repeat(100_000) });
    expect(statSync(file).size).toBeLessThanOrEqual(2_000_000);
    expect(entries().at(-1)).toMatchObject({ n: 29 });
  });

  it('continues after a line that a killed process left half written', async () => {
    const { log, file } = await runLog();
    appendFileSync(file, '{"n":1}\n{"n":');
    await log().append('a', { n: 2 });
    expect(readFileSync(file, 'utf8')).toBe('{"n":1}\n{"n":\n{"n":2}\n');
  });

  it('reports that it cannot be written, and does not throw', async () => {
    const { log, file, lines } = await runLog();
    mkdirSync(file);
    await log().append('a', { n: 1 });
    expect(lines).toEqual([expect.stringMatching(`^the run log ${file} cannot be written: `)]);
  });
});
