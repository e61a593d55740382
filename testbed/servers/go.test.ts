import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goIn, isNewEnough } from './go.ts';

describe('the Go toolchain', () => {
  it('says what to do if there is none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-go-'));
    try {
      await expect(goIn(folder, { PATH: folder }, 'set PROMETHEUS_BIN')).rejects.toMatchObject({
        fault: 'go-missing',
        message:
          'Go 1.26 or newer is needed, and there is no go on PATH: get it from https://go.dev/dl, or set PROMETHEUS_BIN.',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['go1.26.8\n', true],
    ['go1.27rc1', true],
    ['go2.0', true],
    ['devel go1.28-abcdef', true],
    ['go1.25.4', false],
    ['go1.9', false],
  ])('of version %j is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });
});
