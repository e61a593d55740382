import { afterAll, expect, it } from 'vitest';
import { defectsOf } from '../../src/shared/failure-modes/defects.ts';
import { DEFECTS } from '../../src/shared/failure-modes/modes.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { PROBES } from '../harness/defect-probes.ts';
import { describeWithServer } from '../harness/with-server.ts';

const SERVERS = {
  'prometheus@2.53': 'Prometheus',
  'prometheus@3.5': 'Prometheus',
  'prometheus@3.12': 'Prometheus',
  'prometheus@3.16': 'Prometheus',
  victoriametrics: 'VictoriaMetrics',
  mimir: 'Mimir',
} as const;

const MEASURED = DEFECTS.filter(({ known }) => known === 'measured');

it('each measured defect is repeated by a test, and no other', () => {
  expect(Object.keys(PROBES).toSorted()).toEqual(MEASURED.map(({ id }) => id).toSorted());
});

for (const [server, product] of Object.entries(SERVERS)) {
  await describeWithServer(server, `known defects of ${server}`, (found) => {
    const [version = ''] = found.spec.version.split('-');
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const running: RunningBackend[] = [];
    let shared: RunningBackend | undefined;

    afterAll(async () => {
      for (const backend of running) await backend.stop();
    });

    const candidates = MEASURED.filter((defect) => defect.product === product).filter(({ id }) => {
      const [first, second] = PROBES[id]?.needs ?? [0, 0];
      return major > first || (major === first && minor >= second);
    });
    const known = new Set(defectsOf(product, version));

    it.each(candidates.map((defect) => ({ id: defect.id, has: known.has(defect), defect })))(
      '$id: $has',
      { timeout: 180_000 },
      async ({ id, has, defect }) => {
        const probe = PROBES[id];
        const isOwn = probe?.start !== undefined || probe?.alone === true;
        const backend = (isOwn ? undefined : shared) ?? (await startBackend(found, probe?.start ?? {}));
        if (!running.includes(backend)) running.push(backend);
        if (!isOwn) shared = backend;
        expect(await probe?.shows(backend)).toBe(has);
        expect(defect.measured.includes(version)).toBe(has);
      },
    );
  });
}
