import { expect, it } from 'vitest';
import { describeWithServer, describeWithServers } from '../harness/with-server.ts';
import { describeDisagreement, describePushDifference } from './report.ts';
import { startBackend } from '../../testbed/servers/index.ts';
import { createTranslator } from '../../src/prove/translate/index.ts';
import { generate } from './generate.ts';
import { generatePushes } from './generate-pushes.ts';
import { conformPushes } from './pushes.ts';
import { conform, conformSetup } from './run.ts';
import { DEFAULT_COUNT, DEFAULT_SEED } from './seed.ts';
import { CONFORMANCE_SERVERS } from './setups.ts';
import { conformThrough, THROUGH_SETUPS } from './through-collector.ts';

for (const server of CONFORMANCE_SERVERS) {
  await describeWithServer(server, `names of ${server}`, (found) => {
    it(`are predicted for ${DEFAULT_COUNT} random metrics`, { timeout: 900_000 }, async () => {
      const result = await conform({ server, found, seed: DEFAULT_SEED, count: DEFAULT_COUNT });
      expect(result.metrics).toBeGreaterThanOrEqual(DEFAULT_COUNT);
      expect(result.disagreements.map(describeDisagreement).join('\n')).toBe('');
      const { pushes } = result;
      expect(pushes.differences.map(describePushDifference).join('\n')).toBe('');
      expect(pushes.colliding).toBeGreaterThan(pushes.pushes / 10);
    });
  });
}

await describeWithServers(['otelcol', 'prometheus@3.12'], 'names behind a collector', (servers) => {
  it.each(THROUGH_SETUPS)(
    'are predicted for random metrics, by $title',
    { timeout: 300_000 },
    async (setup) => {
      const [collector, prometheus] = servers;
      const result = await conformThrough([collector!, prometheus!], setup, {
        seed: DEFAULT_SEED,
        count: 100,
      });
      expect(result.metrics).toBeGreaterThan(50);
      expect(result.differences).toEqual([]);
    },
  );
});

await describeWithServer('prometheus@3.5', 'a wrong prediction', (found) => {
  it('is reported with its smallest example', { timeout: 120_000 }, async () => {
    const backend = await startBackend(found, { config: 'otlp: { translation_strategy: NoTranslation }\n' });
    try {
      const version = { major: 3, minor: 5, patch: 3 };
      const wrong = createTranslator({ flavour: 'prometheus', version, settings: {} });
      const [smallest] = await conformSetup(backend, wrong, generate(DEFAULT_SEED, 20));
      expect(smallest?.metric).toMatchObject({ kind: 'gauge', temporality: 'cumulative' });
      expect(Array.from(smallest?.metric.name ?? 'none').length).toBeLessThanOrEqual(1);
      expect(smallest?.seen).not.toEqual(smallest?.predicted);
      const pushes = await conformPushes(
        backend,
        { flavour: 'prometheus', version, settings: {} },
        generatePushes(DEFAULT_SEED, 20),
      );
      expect(pushes.differences.length).toBeGreaterThan(5);
    } finally {
      await backend.stop();
    }
  });
});
