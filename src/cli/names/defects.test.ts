import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type NamesFlags, runNames } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-names-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The lines about defects that `names` prints for these metrics on a server. */
async function linesFor(metrics: readonly object[], flags: Partial<NamesFlags>): Promise<string[]> {
  const from = join(folder, 'metrics.json');
  writeFileSync(from, JSON.stringify(metrics));
  const { stdout } = await runNames({ output: 'text', timeout: 1_000, from, ...flags }, {}, {});
  return stdout.split('\n').filter((line) => line.includes('nown defect'));
}

const RESOURCE = { 'service.name': 'shop' };

describe('known defects of a server', () => {
  it('are printed with the metrics that they concern, the remedy and the version without them', async () => {
    const metrics = [
      { name: 'shop.orders', kind: 'counter', temporality: 'delta', resource: RESOURCE },
      { name: 'shop.load', kind: 'gauge', resource: RESOURCE },
    ];
    const [line] = await linesFor(metrics, { flavour: 'prometheus@3.5.3' });
    expect(line).toContain('Known defect delta-dropped (Prometheus up to 3.6), for shop.orders: ');
    expect(line).toContain('Send cumulative temporality. It is fixed in Prometheus 3.7.');
    expect(line).not.toContain('shop.load');
  });

  it('are not printed for a version without them', async () => {
    const metrics = [{ name: 'shop.orders', kind: 'counter', temporality: 'delta', resource: RESOURCE }];
    const lines = await linesFor(metrics, { flavour: 'prometheus@3.12.0' });
    expect(lines.join('\n')).not.toContain('delta-dropped');
  });

  it('are not printed where the version is assumed', async () => {
    const metrics = [{ name: 'shop.orders', kind: 'counter', temporality: 'delta', resource: RESOURCE }];
    expect(await linesFor(metrics, {})).toEqual([]);
  });

  it('depend on strategy and name', async () => {
    const metrics = ['cputotal', 'cpu_total', 'cpu'].map((name) => ({
      name,
      kind: 'counter',
      resource: RESOURCE,
    }));
    const strategy = 'NoUTF8EscapingWithSuffixes';
    const [of3_5] = await linesFor(metrics, { flavour: 'prometheus@3.5.3', strategy });
    expect(of3_5).toContain('suffixes-repeated (Prometheus 3.2 to 3.6), for cputotal, cpu_total:');
    const [of3_12] = await linesFor(metrics, { flavour: 'prometheus@3.12.0', strategy });
    expect(of3_12).toContain('suffix-takes-a-character (Prometheus from 3.7 on), for cputotal:');
    expect((await linesFor(metrics, { flavour: 'prometheus@3.12.0' })).join()).not.toContain('suffix');
  });

  it('name metrics that share a series only where their labels are the same, too', async () => {
    const twins = [
      { name: 'shop.load', kind: 'gauge', resource: RESOURCE },
      { name: 'shop_load', kind: 'gauge', resource: RESOURCE },
    ];
    const lines = await linesFor(twins, { flavour: 'prometheus@3.12.0' });
    expect(lines[0]).toContain('second-point-lost (Prometheus from 2.53 on), for shop.load, shop_load:');
    const apart = twins.map((metric) => ({ ...metric, attributes: { sent: metric.name } }));
    expect((await linesFor(apart, { flavour: 'prometheus@3.12.0' })).join()).not.toContain('second-point');
  });

  it('are listed by id in the JSON output', async () => {
    const from = join(folder, 'json.json');
    writeFileSync(from, JSON.stringify([{ name: 'shop.orders', kind: 'counter', resource: RESOURCE }]));
    const settings = join(folder, 'flags.txt');
    writeFileSync(settings, '-opentelemetry.usePrometheusNaming=true\n');
    const flags = { output: 'json', timeout: 1_000, from, settings: [settings] } as const;
    const { stdout } = await runNames({ ...flags, flavour: 'victoriametrics@1.140' }, {}, {});
    expect(JSON.parse(stdout)).toMatchObject([
      { name: 'shop.orders', defects: ['unit-of-the-metric-before'] },
    ]);
    const later = await runNames({ ...flags, flavour: 'victoriametrics@1.142' }, {}, {});
    expect(JSON.parse(later.stdout)).toMatchObject([{ defects: [] }]);
  });

  it('of pushes in general are listed by id', async () => {
    const lines = await linesFor([{ name: 'a', kind: 'gauge', resource: RESOURCE }], {
      flavour: 'prometheus@3.12.0',
    });
    expect(lines).toEqual([expect.stringMatching(/pushes in general: .*metric-without-points-rejects-push/)]);
  });
});
