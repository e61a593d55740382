import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createReconciler, type Reconciler } from './reconcile.ts';

const A = '{ "gateway": { "port": 1 } }';
const B = '{ "gateway": { "port": 2 } }';
const INVALID = '{ "gateway": { "port": "x" } }';

let folder: string;
let source: string;
let target: string;
let clock: number;
let lines: string[];
let order: string[];
let reconciler: Reconciler;

const begin = (): Reconciler =>
  createReconciler({
    source: { path: source },
    target,
    restoreGapMs: 2_000,
    log: (level, message) => lines.push(`${level} ${message.replaceAll(folder, '')}`),
    now: () => clock,
    beforeWrite: async () => void order.push(`before: ${existsSync(target) ? held() : 'missing'}`),
    onWritten: ({ at, hash, text }) => order.push(`written: ${text}, ${hash.slice(0, 7)}, ${at - clock}`),
  });
const held = () => readFileSync(target, 'utf8');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-reconcile-'));
  mkdirSync(join(folder, 'state'));
  source = join(folder, 'source.json');
  target = join(folder, 'state', 'openclaw.json');
  clock = Date.parse('2026-02-20T03:00:00Z');
  lines = [];
  order = [];
  reconciler = begin();
});

describe('createReconciler', () => {
  it('carries a new configuration over, once, with one line', async () => {
    writeFileSync(source, A);
    expect(await reconciler.pass()).toBe('followed');
    expect(await reconciler.pass()).toBe('followed');
    expect(held()).toBe(A);
    expect(lines).toEqual([
      expect.stringMatching(
        /^info synced \/state\/openclaw\.json from \/source\.json: sha256:\w{12}, 28 bytes$/,
      ),
    ]);
    expect(reconciler.status()).toMatchObject({
      schema: 'throughline.sync/1',
      hash: expect.stringMatching(/^sha256:\w{64}$/),
      lastSync: '2026-02-20T03:00:00.000Z',
      lastError: null,
      syncs: 1,
      refused: 0,
      restored: 0,
    });
  });

  it('reports each write, before and after it, and nothing else', async () => {
    writeFileSync(source, A);
    await reconciler.pass();
    await reconciler.pass();
    writeFileSync(source, INVALID);
    await reconciler.pass();
    writeFileSync(source, B);
    await reconciler.pass();
    expect(order).toEqual([
      'before: missing',
      `written: ${A}, sha256:, 0`,
      `before: ${A}`,
      `written: ${B}, sha256:, 0`,
    ]);
    expect(reconciler.held()).toMatchObject({ text: B, hash: reconciler.status().hash });
  });

  it('keeps the last valid one while the source is invalid, logs why once, and carries over the next valid one', async () => {
    writeFileSync(source, A);
    await reconciler.pass();
    writeFileSync(source, INVALID);
    expect(await reconciler.pass()).toBe('refused');
    await reconciler.pass();
    expect(held()).toBe(A);
    expect(reconciler.status()).toMatchObject({
      refused: 1,
      lastError: { message: expect.stringContaining('gateway.port') },
    });
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(
        /^error refused \/source\.json: gateway\.port: .+; \/state\/openclaw\.json stays at the last good one, sha256:\w{12}$/,
      ),
    ]);
    writeFileSync(source, B);
    await reconciler.pass();
    expect(held()).toBe(B);
    expect(reconciler.status()).toMatchObject({ syncs: 2, lastError: null });
  });

  it('reports when an invalid source returns to the content of the target', async () => {
    writeFileSync(source, A);
    await reconciler.pass();
    writeFileSync(source, INVALID);
    await reconciler.pass();
    writeFileSync(source, A);
    await reconciler.pass();
    expect(lines.at(-1)).toMatch(/^info \/state\/openclaw\.json follows \/source\.json again/);
  });

  it('restores a target that was deleted or changed', async () => {
    writeFileSync(source, A);
    await reconciler.pass();
    rmSync(target);
    await reconciler.pass();
    expect(held()).toBe(A);
    clock += 2_000;
    writeFileSync(target, A.slice(0, 9));
    await reconciler.pass();
    expect(held()).toBe(A);
    expect(reconciler.status()).toMatchObject({ syncs: 1, restored: 2 });
    expect(lines.slice(1)).toEqual([
      expect.stringContaining('was missing'),
      expect.stringContaining('was changed'),
    ]);
  });

  it('restores at most once within the gap, so that it does not race with another writer', async () => {
    writeFileSync(source, A);
    await reconciler.pass();
    writeFileSync(target, B);
    await reconciler.pass();
    writeFileSync(target, B);
    await reconciler.pass();
    expect(held()).toBe(B);
    expect(reconciler.unfinished()).toBe(true);
    clock += 2_000;
    await reconciler.pass();
    expect(held()).toBe(A);
    expect(reconciler.unfinished()).toBe(false);
  });

  it('restores from the last valid copy after a restart with an invalid source', async () => {
    writeFileSync(source, A);
    await reconciler.pass();
    writeFileSync(source, INVALID);
    rmSync(target);
    reconciler = begin();
    expect(await reconciler.pass()).toBe('refused');
    expect(held()).toBe(A);
    expect(reconciler.status()).toMatchObject({ syncs: 0, restored: 1 });
  });

  it('uses a valid target as the last valid configuration when there is no copy', async () => {
    writeFileSync(target, B);
    expect(await reconciler.pass()).toBe('unavailable');
    expect(readFileSync(`${target}.last-good`, 'utf8')).toBe(B);
    expect(held()).toBe(B);
  });

  it('never lets a damaged copy become the target', async () => {
    writeFileSync(`${target}.last-good`, A.slice(0, 9));
    await reconciler.pass();
    expect(() => held()).toThrow(/ENOENT/);
    expect(lines.at(-1)).toMatch(
      /^error cannot read \/source\.json: it does not exist \(ENOENT\); waiting for a good one$/,
    );
  });

  it('reports a problem with the target folder, tries again, and reports the recovery', async () => {
    writeFileSync(source, A);
    rmSync(join(folder, 'state'), { recursive: true });
    expect(await reconciler.pass()).toBe('unwritable');
    await reconciler.pass();
    expect(lines).toEqual([
      'error cannot write /state/openclaw.json: its folder does not exist; create it, or mount a writable volume there (ENOENT)',
    ]);
    expect(reconciler.unfinished()).toBe(true);
    mkdirSync(join(folder, 'state'));
    expect(await reconciler.pass()).toBe('followed');
    expect(reconciler.status()).toMatchObject({ lastError: null, syncs: 1 });
  });

  it('rejects a file that is too large to be a ConfigMap without reading it', async () => {
    writeFileSync(source, Buffer.alloc(5 * 1024 * 1024, ' '));
    expect(await reconciler.pass()).toBe('unavailable');
    expect(lines[0]).toContain('it has 5242880 bytes; a ConfigMap has 1 MiB at most');
  });
});
