import { expect, it } from 'vitest';
import { describeWithServer } from '../harness/with-server.ts';
import { describeFalseClaim } from './report.ts';
import { checkSoundness } from './run.ts';
import { DEFAULT_COUNT, DEFAULT_SEED } from './seed.ts';

await describeWithServer('prometheus@3.5', 'what lint calls impossible', (found) => {
  it(`returns nothing for any of ${DEFAULT_COUNT} random queries`, { timeout: 300_000 }, async () => {
    const result = await checkSoundness({ found, seed: DEFAULT_SEED, count: DEFAULT_COUNT });
    expect(result.falseClaims.map(describeFalseClaim).join('\n')).toBe('');
    // Without many of both, nothing is shown.
    expect(result.data).toBeGreaterThan(DEFAULT_COUNT / 5);
    expect(result.claimed).toBeGreaterThan(DEFAULT_COUNT / 20);
  });
});
