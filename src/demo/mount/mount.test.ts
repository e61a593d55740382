import { mkdtempSync, readdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { mountConfigMap, type Mount } from './mount.ts';
import { ConfigMapError, projectConfigMap } from './project.ts';

const manifest = (data: Readonly<Record<string, string>>) =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'm' }, data });

let root: string;
let volume: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-mount-'));
  volume = join(root, 'volume');
});

describe('projectConfigMap', () => {
  it('writes a volume as the kubelet does', async () => {
    await projectConfigMap(manifest({ 'openclaw.json': '{}' }), volume, new Date('2026-02-20T03:00:00Z'));
    const [stamped = '', ...others] = readdirSync(volume).toSorted();
    expect(others).toEqual(['..data', 'openclaw.json']);
    expect(stamped).toMatch(/^\.\.2026_02_20_03_00_00\.\w{6}$/);
    expect(readlinkSync(join(volume, '..data'))).toBe(stamped);
    expect(readlinkSync(join(volume, 'openclaw.json'))).toBe('..data/openclaw.json');
    expect(readFileSync(join(volume, 'openclaw.json'), 'utf8')).toBe('{}');
    expect(statSync(join(volume, 'openclaw.json')).mode & 0o777).toBe(0o644);
  });

  it('swaps to the new content, removes old keys, and removes the old folder', async () => {
    await projectConfigMap(manifest({ a: '1', b: '1' }), volume);
    await projectConfigMap(manifest({ b: '2', c: '2' }), volume);
    expect(readdirSync(volume).filter((name) => !name.startsWith('..'))).toEqual(['b', 'c']);
    expect(readFileSync(join(volume, 'b'), 'utf8')).toBe('2');
    expect(readdirSync(volume).filter((name) => name.startsWith('..2'))).toHaveLength(1);
  });

  it('writes binaryData', async () => {
    await projectConfigMap('kind: ConfigMap\nbinaryData: { a: aGk= }', volume);
    expect(readFileSync(join(volume, 'a'), 'utf8')).toBe('hi');
  });

  it.each([
    ['kind: Service', /holds no ConfigMap/],
    ['kind: ConfigMap\n---\nkind: ConfigMap', /several/],
    ['kind: ConfigMap\ndata: [', /is not valid YAML/],
    ['kind: ConfigMap\ndata: { "../../etc/x": "" }', /has the key/],
    ['kind: ConfigMap\ndata: { a: 1 }', /no string/],
  ])('rejects what an API server rejects: %j', async (text, message) => {
    await expect(projectConfigMap(text, volume)).rejects.toThrow(ConfigMapError);
    await expect(projectConfigMap(text, volume)).rejects.toThrow(message);
  });
});

describe('mountConfigMap', () => {
  let mount: Mount | undefined;
  afterEach(() => mount?.close());

  it('projects the manifest again after each edit, and keeps the volume while the manifest is invalid', async () => {
    const path = join(root, 'configmap.yaml');
    const refused: string[] = [];
    writeFileSync(path, manifest({ a: '1' }));
    mount = await mountConfigMap(path, volume, { onRefused: (reason) => refused.push(reason) });
    const mounted = () => readFileSync(join(volume, 'a'), 'utf8');
    expect(mounted()).toBe('1');
    writeFileSync(path, manifest({ a: '2' }));
    await vi.waitFor(() => expect(mounted()).toBe('2'));
    writeFileSync(path, '{');
    await vi.waitFor(() => expect(refused).toHaveLength(1));
    expect(mounted()).toBe('2');
  });
});
