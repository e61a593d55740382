import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { startModelServer } from '../../src/demo/model-server/index.ts';
import { hostedStatusSchema } from '../../src/shared/protocol/status.ts';
import { startBackend } from '../../testbed/servers/index.ts';
import { describeWithServers } from '../harness/with-server.ts';
import {
  ask,
  check,
  closing,
  query,
  say,
  settledLedger,
  startWithPlugin,
  stored,
  totals,
  turn,
  until,
  withTraffic,
} from './plugin-gateway.ts';

/** What messages through a channel that polls, and a turn by the command line, move; each other metric has to be idle. */
const MOVED = [
  'openclaw.tokens',
  'openclaw.cost.usd',
  'openclaw.run.duration_ms',
  'openclaw.context.tokens',
  'openclaw.message.queued',
  'openclaw.message.processed',
  'openclaw.message.duration_ms',
  'openclaw.queue.depth',
  'openclaw.queue.wait_ms',
  'openclaw.queue.lane.enqueue',
  'openclaw.queue.lane.dequeue',
  'openclaw.session.state',
];
/** OpenClaw 2026.9 keeps the others for official plugins; a turn by the command line has no message. */
const MOVED_BY_TURN_OF_2026_9 = [
  'openclaw.queue.depth',
  'openclaw.queue.wait_ms',
  'openclaw.queue.lane.enqueue',
  'openclaw.queue.lane.dequeue',
  'openclaw.session.state',
];

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

await describeWithServers(
  ['openclaw', 'openclaw@2026.9', 'prometheus@3.5', 'victoriametrics'],
  'the plugin in a real OpenClaw',
  ([openclaw2026_2, openclaw2026_9, prometheus, victoriametrics]) => {
    if (!openclaw2026_2 || !openclaw2026_9 || !prometheus || !victoriametrics) throw new Error('no servers');

    it(
      'stores on Prometheus all that happened from 0 on, and goes on after an edit of the configuration',
      {
        timeout: 600_000,
      },
      async () => {
        const backend = await startBackend(prometheus);
        closing.push(() => backend.stop());
        const { openclaw, bot, ledger } = await withTraffic(openclaw2026_2, backend, MOVED);
        expect(ledger.metrics.filter(({ live }) => live.events > 0).map(({ name }) => name)).toEqual(MOVED);
        const first = totals(ledger);
        expect(await stored(backend, Object.keys(first))).toEqual(first);

        const lanes = await query(backend, 'group by (lane) (openclaw_queue_lane_enqueue_total)');
        expect(new Set(lanes.map(({ metric }) => metric['lane']))).toEqual(new Set(['main', 'session']));
        const status = hostedStatusSchema.parse(await ask(openclaw, '/api/status'));
        expect(status).toMatchObject({
          host: { name: 'openclaw', version: '2026.2.19' },
          telemetry: { configured: true, working: true, problem: null },
          exporter: { state: 'exporting', protocol: 'http/protobuf', refused: 0 },
          plugins: [{ id: 'diagnostics-otel', origin: 'global', state: 'started', listeners: 1 }],
        });
        expect(await check(openclaw, backend)).toMatchObject({
          verdict: 'arriving',
          arrived: MOVED.length,
          reconciliation: { ratio: 1 },
        });

        const text = readFileSync(openclaw.configFile, 'utf8');
        writeFileSync(openclaw.configFile, text.replace(/"flushIntervalMs": \d+/, '"flushIntervalMs": 1500'));
        await until(openclaw, 'it restarts within its process', () =>
          /restart mode: in-process restart/.test(openclaw.output()),
        );
        await until(openclaw, 'the plugin pushes again', () =>
          /every 1\.5 s as openclaw/.test(openclaw.output()),
        );
        await say(openclaw, bot, ['three']);
        const later = await settledLedger(openclaw, MOVED);
        const second = totals(later);
        expect(later.startedAt).toBe(ledger.startedAt);
        expect(second['openclaw_message_processed_total']).toBe(
          (first['openclaw_message_processed_total'] ?? 0) + 1,
        );
        expect(await stored(backend, Object.keys(second))).toEqual(second);
        expect(await check(openclaw, backend)).toMatchObject({
          verdict: 'arriving',
          reconciliation: { ratio: 1 },
        });
      },
    );

    it(
      'is accepted by VictoriaMetrics, whose increase() is what the ledger says',
      { timeout: 600_000 },
      async () => {
        const backend = await startBackend(victoriametrics);
        closing.push(() => backend.stop());
        const { openclaw, ledger } = await withTraffic(openclaw2026_2, backend, MOVED);
        const status = hostedStatusSchema.parse(await ask(openclaw, '/api/status'));
        expect(status.exporter).toMatchObject({ state: 'exporting', refused: 0, lastError: null });
        const expected = totals(ledger);
        let grown: Record<string, number | undefined> = {};
        const isStored = async (): Promise<boolean> => {
          const of10Minutes = 'sum by (__name__) (increase({__name__=~"openclaw.*"}[10m]) keep_metric_names)';
          const found = await query(backend, of10Minutes);
          const all = Object.fromEntries(
            found.map(({ metric, value }) => [metric['__name__'] ?? '', Number(value[1])]),
          );
          grown = Object.fromEntries(Object.keys(expected).map((name) => [name, all[name]]));
          return Object.entries(expected).every(([name, value]) => Math.abs((all[name] ?? 0) - value) < 1e-9);
        };
        // It shows samples 30 s after they were taken.
        const end = performance.now() + 90_000;
        while (!(await isStored()) && performance.now() < end) await sleep(1_000);
        expect(grown).toEqual(
          Object.fromEntries(
            Object.entries(expected).map(([name, value]) => [name, expect.closeTo(value, 9)]),
          ),
        );
        const counters = await (await fetch(`${backend.address}/metrics`)).text();
        expect(counters).toMatch(
          /^vm_http_request_errors_total\{path="\/opentelemetry\/v1\/metrics".*\} 0$/m,
        );
        expect(counters).toMatch(/^vm_rows_inserted_total\{type="opentelemetry"\} [1-9]/m);
      },
    );

    it(
      'says at once in a gateway of 2026.9 what is kept for official plugins, and sends the rest',
      {
        timeout: 600_000,
      },
      async () => {
        const backend = await startBackend(prometheus);
        closing.push(() => backend.stop());
        const model = await startModelServer();
        closing.push(() => model.close());
        const openclaw = await startWithPlugin(openclaw2026_9, {
          backend,
          model,
          installFlags: ['--force', '--accept-capabilities'],
        });
        expect(openclaw.output()).toMatch(
          /diagnostics-otel: .* usage to official plugins only: openclaw\.tokens/,
        );
        expect(hostedStatusSchema.parse(await ask(openclaw, '/api/status'))).toMatchObject({
          host: { name: 'openclaw', version: '2026.9.6' },
          plugins: [{ services: [{ note: expect.stringContaining('official plugins only') }] }],
        });
        await turn(openclaw, 'by-command');
        const ledger = await settledLedger(openclaw, MOVED_BY_TURN_OF_2026_9);
        const recorded = ledger.metrics.filter(({ live }) => live.events > 0).map(({ name }) => name);
        expect(recorded).toEqual(MOVED_BY_TURN_OF_2026_9);
        const all = totals(ledger);
        expect(await stored(backend, Object.keys(all))).toEqual(all);
      },
    );
  },
);
