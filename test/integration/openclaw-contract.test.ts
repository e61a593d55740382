import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtInContract } from '../../src/prove/contract/index.ts';
import { type RunningBackend, startBackend } from '../../testbed/servers/index.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithServer } from '../harness/with-server.ts';
import { push } from '../support/push.ts';

const CANARY = 'openclaw.gateway.event_loop.observed_ms';
const DELAY = 'openclaw.gateway.event_loop.delay_max_ms';
const MINUTE = 60_000;

/** Eight minutes of an idle OpenClaw 2026.9.6, whose counter grows by `perSecond`. */
async function pushIdle(backend: RunningBackend, service: string, perSecond: number): Promise<void> {
  const now = Date.now();
  for (let minute = 8; minute >= 0; minute--) {
    const passed = 9 - minute;
    const counts = { bounds: [0, 5, 10], counts: [0, passed * 60, 0, 0] };
    const sent = [
      { name: CANARY, unit: 'ms', total: passed * 60 * perSecond },
      { name: DELAY, unit: 'ms', counts },
    ];
    // oxlint-disable-next-line no-await-in-loop -- samples of a series have to arrive in the order of their times
    await push(backend.otlpMetricsUrl, sent, { service, at: now - minute * MINUTE });
  }
}

interface Checked {
  readonly verdict: string;
  readonly checks: readonly { readonly id: string; readonly status: string; readonly message: string }[];
  readonly metrics: readonly { readonly otlp: string; readonly status: string; readonly why: string }[];
}

async function checked(backend: RunningBackend, service: string): Promise<Checked> {
  const config = `{ diagnostics: { otel: { enabled: true, serviceName: "${service}", endpoint: "${backend.url}" } } }`;
  const folder = mkdtempSync(join(tmpdir(), 'openclaw-contract-'));
  try {
    writeFileSync(join(folder, 'openclaw.json'), config);
    const named = ['--config', 'openclaw.json', '--release', 'openclaw/2026.9', '--backend', backend.url];
    const { stdout } = await throughline(['check', ...named, '-o', 'json'], { cwd: folder });
    return JSON.parse(stdout) as Checked;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const server of ['prometheus', 'victoriametrics'] as const) {
  await describeWithServer(server, `the contract of OpenClaw 2026.9 on ${server}`, (found) => {
    it('holds an idle gateway for arriving, and a counter at half of its rate for lost data', async () => {
      const backend = await startBackend(found);
      try {
        await pushIdle(backend, 'whole', 1_000);
        await pushIdle(backend, 'half', 500);
        // What is pushed is searchable there after some seconds, or now.
        if (server === 'victoriametrics') await fetch(`${backend.address}/internal/force_flush`);
        const whole = await checked(backend, 'whole');
        const half = await checked(backend, 'half');
        const steady = ({ checks }: Checked) => checks.find(({ id }) => id === 'TL640');
        expect(steady(whole)).toMatchObject({ status: 'pass' });
        expect(steady(half)).toMatchObject({ status: 'warn', message: expect.stringContaining('50 %') });
        const status = new Map(whole.metrics.map((metric) => [metric.otlp, metric]));
        expect(whole.metrics).toHaveLength(builtInContract('openclaw/2026.9').metrics.length);
        expect(status.get(CANARY)?.status).toBe('arrived');
        expect(status.get('openclaw.tokens')).toMatchObject({
          status: 'idle',
          why: 'it needs a model call that reports its usage',
        });
      } finally {
        await backend.stop();
      }
    });
  });
}
