import { describe, expect, it, vi } from 'vitest';
import { createProgress } from './progress.ts';

function recorded(isTTY: boolean) {
  let time = 0;
  let text = '';
  const screen = { isTTY, columns: 60, write: (part: string) => (text += part) };
  const progress = createProgress(screen, () => time);
  return { progress, pass: (ms: number) => (time += ms), text: () => text };
}

describe('progress without a terminal', () => {
  it('prints one line for each step, with the time since the beginning', () => {
    const { progress, pass, text } = recorded(false);
    progress.step('fetching');
    pass(1_250);
    progress.step('compiling');
    progress.end();
    expect(text()).toBe('[   0.0 s] fetching\n[   1.3 s] compiling\n');
  });

  it('prints the detail of a long step every half minute', () => {
    const { progress, pass, text } = recorded(false);
    progress.step('compiling');
    for (let packages = 1; packages <= 70; packages += 1) {
      pass(1_000);
      progress.detail(`${packages} packages`);
    }
    expect(text()).toBe('[   0.0 s] compiling\n[  30.0 s] … 30 packages\n[  60.0 s] … 60 packages\n');
  });
});

describe('progress on a terminal', () => {
  it('rewrites the line of the current step, and never wraps it', () => {
    vi.useFakeTimers();
    const { progress, pass, text } = recorded(true);
    progress.step('compiling');
    pass(2_000);
    progress.detail('a detail that is far too long for a line of sixty columns');
    pass(1_000);
    progress.end();
    vi.useRealTimers();
    const lines = text().split('\r\u001B[2K').slice(1);
    expect(lines[0]).toBe('[   0.0 s] compiling');
    expect(lines[1]).toBe('[   2.0 s] compiling · a detail that is far too long for a ');
    expect(lines[1]).toHaveLength(59);
    expect(lines.at(-1)).toBe('[   3.0 s] compiling\n');
  });
});
