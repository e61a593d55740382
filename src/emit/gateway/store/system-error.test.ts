import { describe, expect, it } from 'vitest';
import { publicReason } from './system-error.ts';

describe('publicReason', () => {
  it.each([
    ['IO error: /state/store/000004.log: No space left on device', 'No space left on device'],
    ["ENOSPC: no space left on device, write '/state/store/probe'", 'ENOSPC: no space left on device'],
    ["EACCES: permission denied, open '/state/store/probe'", 'EACCES: permission denied'],
    ['Corruption: 1 missing files; e.g.: /state/store/000005.ldb', 'the log says why'],
    ['Database failed to open', 'Database failed to open'],
  ])('of "%s" is "%s", without the path', (reason, sent) => {
    expect(publicReason(reason)).toBe(sent);
  });
});
