import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeSetting } from '../../src/shared/config/index.ts';
import { sendRound } from '../../src/demo/traffic.ts';
import { ledgerSchema } from '../../src/shared/protocol/ledger.ts';
import { ARGOCD_NEEDS } from '../../testbed/cluster/node/index.ts';
import { Removals } from '../harness/removals.ts';
import { ALONE_MS, describeWithNode } from '../harness/with-node.ts';
import { whyNoImages } from '../harness/with-images.ts';
import { EXPECTED_NAMES } from '../support/expected-names.ts';
import { ARGOCD_COMMANDS, MINE } from './checked.ts';
import { exampleConfiguration, syncedInstallation, type SyncedInstallation } from './synced.ts';

/** Generous, because speed is not tested. */
const SLOW_MS = 600_000;
const PATIENCE = { timeout: 120_000, interval: 500 };
/** So that a session is stuck after seconds. The interval is another than before, which shows when all of it is in use. */
const QUICKER = [
  [['diagnostics', 'otel', 'flushIntervalMs'], 1_000],
  [['session', 'stuckAfterMs'], 1_000],
  [['session', 'stuckCheckIntervalMs'], 500],
] as const;

const title = 'green only when the metrics arrived';
const whyNot = whyNoImages(title);
const skipped = whyNot === undefined ? '' : `: ${whyNot}`;

await describeWithNode(
  ['kubectl', 'prometheus-operator', 'prometheus-config-reloader', 'prometheus@3.5', 'argocd', 'kustomize'],
  title,
  (node, programs) => {
    describe.skipIf(whyNot !== undefined)(`from an empty cluster${skipped}`, () => {
      let installation: SyncedInstallation;
      const removals = new Removals();
      const file = (): string => join(installation.repository.folder, MINE, 'openclaw.json');

      beforeAll(() => node.alone('argocd', 'deploy'), ALONE_MS);
      beforeAll(async () => {
        installation = await syncedInstallation(node, programs, await exampleConfiguration(), removals);
      }, SLOW_MS);
      afterAll(() => removals.run(), SLOW_MS);

      it(
        'the sync fails with the cause in one line, where every setting is right and nothing is sent',
        async () => {
          const { phase, before, after } = await installation.sync();
          // The pod before this first sync needs rights that the same sync brings.
          expect({ phase, before }).toEqual({
            phase: 'Failed',
            before: expect.stringMatching(/^Succeeded: /) as string,
          });
          expect(after).toMatch(
            /^Failed: broken: 0 of 18 metrics arrived; TL203, link plugin: diagnostics-otel is off: .*; fix: enable the plugin diagnostics-otel$/,
          );
          expect(`Failed: ${await installation.reported('verdict')}`).toBe(after);
          const log = await node.kubectl(['logs', '-n', 'openclaw', 'throughline-after-sync']);
          expect(log).toContain('root cause: TL203, link plugin');
          expect(log).toContain('+++ b/openclaw.json');
        },
        SLOW_MS,
      );

      it(
        'the sync succeeds by the diff that was printed, applied as the guide says',
        async () => {
          await installation.waitForMetrics();
          await installation.shell(ARGOCD_COMMANDS.find((text) => text.includes('git apply')) ?? '');
          expect(await readFile(file(), 'utf8')).toContain('"diagnostics-otel"');
          await installation.repository.commit({}, 'openclaw: the plugin is on');
          const { phase, after } = await installation.sync();
          expect({ phase, after }).toEqual({
            phase: 'Succeeded',
            after: expect.stringMatching(/^Succeeded: /) as string,
          });
          expect(await installation.reported('verdict')).toMatch(/^arriving: /);
          expect(await installation.reported('fix.diff')).toBe('');
        },
        SLOW_MS,
      );

      it(
        'the sync after traffic shows 18 of 18 metrics',
        async () => {
          const quicker = QUICKER.reduce(
            (text, [path, value]) => changeSetting(text, path, value),
            await readFile(file(), 'utf8'),
          );
          await installation.repository.commit({ [`${MINE}/openclaw.json`]: quicker }, 'openclaw: quicker');
          expect(await installation.sync()).toMatchObject({ phase: 'Succeeded' });
          await sendTraffic();
          expect(await installation.sync()).toMatchObject({ phase: 'Succeeded' });
          expect(await installation.reported('verdict')).toBe('arriving: 18 of 18 metrics arrived');
        },
        SLOW_MS,
      );

      /** Messages, errors and a slow model, until each metric that they lead to, a stuck session's too, is acknowledged. */
      async function sendTraffic(): Promise<void> {
        const read = (kind: string, name: string, path: string): Promise<string> =>
          node.kubectl(['get', kind, name, '-n', 'openclaw', '-o', `jsonpath=${path}`]);
        const key = async (name: string): Promise<string> =>
          Buffer.from(await read('secret', 'openclaw', `{.data.${name}}`), 'base64').toString();
        const host = await read('service', 'openclaw', '{.spec.clusterIP}');
        const relay = await node.running().forward({ host, port: 18_789 });
        removals.add(() => relay.stop());
        const gateway = `http://${relay.host}:${relay.port}`;
        const authorization = `Bearer ${await key('OPENCLAW_GATEWAY_TOKEN')}`;
        const interval = async (): Promise<unknown> => {
          const response = await fetch(`${gateway}/api/status`, { headers: { authorization } });
          return ((await response.json()) as { exporter?: { intervalMs: number } }).exporter?.intervalMs;
        };
        // With the configuration before, no session is stuck in time.
        await expect.poll(interval, PATIENCE).toBe(1_000);
        const sent = await sendRound(gateway, await key('OPENCLAW_WEBHOOK_TOKEN'), 'round');
        expect(sent).toMatchObject({ refused: 2 });
        const acknowledged = async (): Promise<string[]> => {
          const response = await fetch(`${gateway}/api/telemetry`, { headers: { authorization } });
          const { metrics } = ledgerSchema.parse(await response.json());
          return metrics.filter((metric) => metric.acknowledged.events > 0).map(({ name }) => name);
        };
        await expect
          .poll(acknowledged, PATIENCE)
          .toEqual(expect.arrayContaining(Object.keys(EXPECTED_NAMES)));
      }
    });
  },
  ARGOCD_NEEDS,
);
