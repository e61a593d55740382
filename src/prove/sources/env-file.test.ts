import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnvFile } from './env-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'env-file-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function read(text: string): Record<string, string> {
  const path = join(dir, 'env');
  writeFileSync(path, text);
  return readEnvFile(path);
}

describe('readEnvFile', () => {
  it('reads what env prints', () => {
    expect(read('OTEL_SDK_DISABLED=true\n# no\nNO_PROXY=.svc,localhost\nEMPTY=\n')).toEqual({
      OTEL_SDK_DISABLED: 'true',
      NO_PROXY: '.svc,localhost',
      EMPTY: '',
    });
  });

  it('reads /proc/PID/environ', () => {
    expect(read('A=1=2\0B=\0')).toEqual({ A: '1=2', B: '' });
  });
});
