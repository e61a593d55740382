import { describe, expect, it } from 'vitest';
import { inProcessRestart } from './index.ts';

describe('inProcessRestart', () => {
  it.each([
    [
      '2026-11-27T03:12:11.615Z [gateway] restart mode: in-process restart (OPENCLAW_NO_RESPAWN)',
      'restart mode: in-process restart (OPENCLAW_NO_RESPAWN)',
    ],
    [
      '{"0":"{\\"subsystem\\":\\"gateway\\"}","1":"restart mode: in-process restart (OPENCLAW_NO_RESPAWN)","time":"2026-11-27T03:12:11.615Z"}',
      'restart mode: in-process restart (OPENCLAW_NO_RESPAWN)',
    ],
    [
      'full process restart failed (spawn EAGAIN); falling back to in-process restart',
      'falling back to in-process restart',
    ],
  ])('finds it in %s', (line, found) => {
    expect(inProcessRestart(line)).toBe(found);
  });

  it.each([
    '[gateway] restart mode: full process restart (spawned pid 22729)',
    '[gateway] restart mode: full process restart (supervisor restart)',
    '[gateway] received SIGUSR1; restarting',
  ])('is not found in %s', (line) => {
    expect(inProcessRestart(line)).toBeUndefined();
  });
});
