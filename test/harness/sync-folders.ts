import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { projectConfigMap } from '../../src/demo/mount/index.ts';
import { startSyncProcess, type SyncProcess, type SyncProcessOptions } from './sync-process.ts';

/** A valid configuration; the padding makes it as long as a test needs. */
export const config = (port: number, padding = ''): string =>
  `{ "gateway": { "port": ${port} } } //${padding}\n`;

export const manifest = (text: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'm' },
    data: { 'openclaw.json': text },
  });

export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 });

/** A ConfigMap volume, a folder for the target, and the sidecars between them. */
export class SyncFolders {
  readonly root = mkdtempSync(join(tmpdir(), 'throughline-sync-'));
  readonly volume = join(this.root, 'volume');
  readonly state = join(this.root, 'state');
  readonly target = join(this.state, 'openclaw.json');
  readonly #started: SyncProcess[] = [];
  source = join(this.volume, 'openclaw.json');

  constructor() {
    mkdirSync(this.state);
  }

  start(args: readonly string[] = [], options: SyncProcessOptions = {}): SyncProcess {
    const sync = startSyncProcess(
      ['--from', this.source, '--to', this.target, '--status-port', '0', ...args],
      options,
    );
    this.#started.push(sync);
    return sync;
  }

  async mount(text: string): Promise<void> {
    await projectConfigMap(manifest(text), this.volume);
  }

  held(): string {
    return readFileSync(this.target, 'utf8');
  }

  /** Resolves when the target has this content. */
  async holds(text: string): Promise<void> {
    await eventually(() => expect(this.held()).toBe(text));
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#started.map((sync) => sync.end('SIGKILL')));
    rmSync(this.root, { recursive: true, force: true });
  }
}
