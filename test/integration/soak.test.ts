import { expect, it } from 'vitest';
import { soak } from '../soak/soak.ts';

const DURATION_MS = 20_000;

it('what the gateway recorded through reloads and faults is what is stored, and no message is lost', async () => {
  const lines: string[] = [];
  const result = await soak({
    durationMs: DURATION_MS,
    backend: 'embedded',
    signal: new AbortController().signal,
    print: (line) => void lines.push(line),
  });
  expect(result.problems).toEqual([]);
  // A session is stuck by the clock, which a busy machine may not let happen in so short a time.
  expect(result.idle.filter((name) => !name.includes('stuck'))).toEqual([]);
  expect(result.accepted).toBeGreaterThan(50);
  expect(result.reloads).toBeGreaterThan(3);
}, 120_000);
