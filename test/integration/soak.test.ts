import { expect, it } from 'vitest';
import { soak } from '../soak/soak.ts';

const DURATION_MS = 20_000;

it('a soak of 20 seconds with reloads and faults stores all that was recorded, and loses no message', async () => {
  const lines: string[] = [];
  const result = await soak({
    durationMs: DURATION_MS,
    backend: 'embedded',
    signal: new AbortController().signal,
    print: (line) => void lines.push(line),
  });
  expect(result.problems).toEqual([]);
  // On a busy machine no session may be stuck for long enough in so short a time.
  expect(result.idle.filter((name) => !name.includes('stuck'))).toEqual([]);
  expect(result.accepted).toBeGreaterThan(50);
  expect(result.reloads).toBeGreaterThan(3);
}, 120_000);
