import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../../src/receiver/index.ts';
import { startBackend } from '../../testbed/servers/index.ts';
import { readReport } from '../../src/shared/protocol/report.ts';
import { push } from '../support/push.ts';
import { throughline } from '../harness/throughline.ts';
import { WatchProcess } from '../harness/watch-process.ts';
import { describeWithServer } from '../harness/with-server.ts';

const CONTRACT = `schema: throughline.contract/1
name: shop
job: shop
flushInterval: 30s
metrics:
  - { otlp: shop.paid, kind: counter }
  - { otlp: shop.sold, kind: counter }
`;
const PAID = { name: 'shop.paid', total: 3 };
const SOLD = { name: 'shop.sold', total: 5 };

let folder: string;
let watch: WatchProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-test-'));
  writeFileSync(join(folder, 'contract.yaml'), CONTRACT);
});
afterEach(async () => {
  await watch?.end('SIGKILL');
  watch = undefined;
  rmSync(folder, { recursive: true });
});

function start(backend: string, ...more: string[]): WatchProcess {
  const args = ['--contract', 'contract.yaml', '--backend', backend, '--watch', '1s', ...more];
  return (watch = new WatchProcess(args, { cwd: folder }));
}

await describeWithServer('prometheus', 'check --watch on Prometheus', (server) => {
  it('shows by its metrics, its health and its lines that the backend stops responding and is back', async () => {
    const [watched, own] = await Promise.all([startBackend(server), startBackend(server)]);
    const stored = async (query: string): Promise<number | undefined> => {
      const answer = await fetch(`${own.url}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      const [first] = data.result;
      return first && Number(first.value[1]);
    };
    const verdict = (name: string) =>
      stored(`throughline_verdict{job="throughline-check", verdict="${name}"}`);
    try {
      await push(watched.otlpMetricsUrl, [PAID, SOLD], { service: 'shop' });
      const endpoint = own.otlpMetricsUrl.replace(/\/v1\/metrics$/, '');
      const flags = ['--timeout', '500ms', '--watch-export', endpoint, '--listen', '127.0.0.1:0'];
      const running = start(watched.url, ...flags);
      await running.until(async () => (await verdict('arriving')) === 1);
      expect(await stored('throughline_metrics_arrived')).toBe(2);
      expect(await stored('throughline_check_status{check="TL602", link="store", status="pass"}')).toBe(1);
      const first = 'throughline_check_runs_total{outcome="arriving"}';
      expect(await stored(`min_over_time(${first}[1m])`)).toBe(0);
      await running.until(async () => ((await stored(first)) ?? 0) >= 2);

      process.kill(watched.pid, 'SIGSTOP');
      await running.until(async () => (await verdict('arriving')) === 0);
      expect(await stored('throughline_metrics_expected')).toBe(2);
      expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
      const shown = readReport(await (await fetch(`${running.url}/report`)).text());
      expect(shown.verdict).not.toBe('arriving');

      process.kill(watched.pid, 'SIGCONT');
      await running.until(async () => (await verdict('arriving')) === 1);
      expect(await running.end('SIGTERM')).toBe(0);
      const turns = running.stdout.filter((line) => /^(?:arriving|degraded|broken|undetermined):/.test(line));
      expect(turns.map((line) => line.split(':')[0])).toEqual(['arriving', shown.verdict, 'arriving']);
      expect(running.stderr.filter((line) => line.includes('error'))).toEqual([]);
    } finally {
      process.kill(watched.pid, 'SIGCONT');
      await Promise.all([watched.stop(), own.stop()]);
    }
  }, 60_000);
});

describe('check --watch', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  const reportsOf = ({ stdout }: WatchProcess) => stdout.map((line) => readReport(line));

  it('prints each report as a line of JSON, and ends at Ctrl-C with the exit code of the last', async () => {
    await push(receiver.otlpMetricsUrl, [PAID], { service: 'shop' });
    const running = start(receiver.url, '-o', 'json');
    await running.until(() => running.stdout.length >= 3);
    expect(await running.end('SIGINT')).toBe(1);
    const times = reportsOf(running).map(({ at }) => Date.parse(at));
    expect(reportsOf(running)[0]).toMatchObject({ verdict: 'degraded', arrived: 1 });
    for (const [index, at] of times.slice(1).entries()) expect(at - (times[index] ?? 0)).toBeGreaterThan(500);
  });

  it('reads its files again each time: an added suppression counts from the next run', async () => {
    await push(receiver.otlpMetricsUrl, [PAID], { service: 'shop' });
    const running = start(receiver.url, '-o', 'json');
    await running.until(() => running.stdout.length >= 1);
    writeFileSync(
      join(folder, 'throughline.yaml'),
      'suppress: [{ check: TL602, reason: not sold yet, until: 2999-01-31, match: { metric: shop.sold } }]\n',
    );
    await running.until(() => reportsOf(running).at(-1)?.verdict === 'arriving');
    const last = reportsOf(running).at(-1);
    expect(last).toMatchObject({ arrived: 1, rootCause: null, suppressions: [{ state: 'applied' }] });
    expect(last?.checks.find(({ id }) => id === 'TL602')?.suppressed).toMatchObject({
      reason: 'not sold yet',
    });
    expect(await running.end('SIGTERM')).toBe(0);
  });

  it('continues after a run that is not possible', async () => {
    await push(receiver.otlpMetricsUrl, [PAID, SOLD], { service: 'shop' });
    const running = start(receiver.url, '-o', 'json');
    await running.until(() => running.stdout.length >= 1);
    unlinkSync(join(folder, 'contract.yaml'));
    await running.until(() => running.stderr.some((line) => line.includes('could not be made')));
    writeFileSync(join(folder, 'contract.yaml'), CONTRACT);
    const before = running.stdout.length;
    await running.until(() => running.stdout.length > before);
    expect(await running.end('SIGTERM')).toBe(0);
  });

  it('does not wait for a server without response when it is stopped', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const asked = new Promise((resolve) => silent.once('connection', resolve));
    const running = start(`http://127.0.0.1:${port}`, '--timeout', '2m');
    await asked;
    expect(await running.end('SIGTERM')).toBe(3);
    silent.close();
  }, 20_000);

  it.each([
    [['--watch', '10ms'], 'write 1s or more'],
    [['--watch', '1s', '-o', 'sarif'], 'not as sarif'],
    [['--watch', '1s', '--fix'], '--fix'],
    [['--listen', '127.0.0.1:0'], '--listen requires --watch'],
    [['--watch', '1s', '--watch-export', 'ftp://p'], 'http'],
    [['--watch', '1s', '--watch-export'], 'give --watch-export URL, or set OTEL_EXPORTER_OTLP_ENDPOINT'],
    [['--watch', '1s', '--contract', 'nowhere.yaml'], 'nowhere.yaml'],
  ])('rejects %j', async (flags, words) => {
    const args = ['check', '--backend', receiver.url, ...flags];
    const { code, stderr } = await throughline(args, {
      cwd: folder,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: '' },
    });
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });
});

it('a suppressed finding has its reason in the report, and does not fail a pull request', async () => {
  const config =
    '{ plugins: { deny: ["diagnostics-otel"] }, diagnostics: { enabled: true, otel: { enabled: true, endpoint: "http://p:9090/api/v1/otlp" } } }';
  writeFileSync(join(folder, 'openclaw.json5'), config);
  const check = (...more: string[]) =>
    throughline(['check', '--config', 'openclaw.json5', '--static', ...more], { cwd: folder });
  const { stdout } = await check('-o', 'json');
  const { rootCause } = readReport(stdout);
  writeFileSync(
    join(folder, 'throughline.yaml'),
    `suppress: [{ check: ${rootCause?.check}, reason: after the move, until: 2999-01-31 }]\n`,
  );
  const text = await check();
  expect(text.stdout).toContain('suppressed until 2999-01-31: after the move');
  expect(text.code).toBe(0);
  const sarif = JSON.parse((await check('-o', 'sarif')).stdout);
  expect(sarif.runs[0].results).toMatchObject([
    { level: 'note', suppressions: [{ kind: 'external', justification: 'after the move' }] },
  ]);
});
