import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hostVersion } from './host-version.ts';

const folder = mkdtempSync(join(tmpdir(), 'host-version-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the version of OpenClaw', () => {
  it('is what it says itself', () => {
    expect(hostVersion({ runtime: { version: '2026.9.6' } }, folder)).toBe('2026.9.6');
  });

  it.each([{ runtime: { version: 'unknown' } }, {}])('else is that of its package: %j', (api) => {
    const dist = join(folder, 'openclaw', 'dist');
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(folder, 'openclaw', 'package.json'), '{ "name": "openclaw", "version": "2026.2.19" }');
    writeFileSync(join(dist, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(dist, 'index.js'), '');
    const link = join(folder, 'bin');
    rmSync(link, { force: true });
    symlinkSync(join(dist, 'index.js'), link);
    expect(hostVersion(api, link)).toBe('2026.2.19');
  });

  it('is not known where nothing shows it', () => {
    expect(hostVersion({}, join(folder, 'nothing'))).toBeUndefined();
    expect(hostVersion({}, process.execPath)).toBeUndefined();
  });
});
