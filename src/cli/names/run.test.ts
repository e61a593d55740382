import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type NamesFlags, runNames } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-names-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function names(flags: Partial<NamesFlags>): Promise<string> {
  const { stdout, stderr } = await runNames({ output: 'text', timeout: 1_000, ...flags }, {}, {});
  return [...stderr, stdout].join('\n');
}

async function json(flags: Partial<NamesFlags>): Promise<Record<string, unknown>[]> {
  const { stdout } = await runNames({ output: 'json', timeout: 1_000, ...flags }, {}, {});
  return JSON.parse(stdout) as Record<string, unknown>[];
}

const PROMETHEUS = { flavour: 'prometheus@3.5.3' };

describe('which backend is meant', () => {
  it('is never assumed silently', async () => {
    expect(await names({})).toContain('! the backend is taken for prometheus@3.5.3 with its defaults');
    expect(await names({ flavour: 'mimir' })).toContain('--flavour mimir@VERSION says otherwise');
    expect(await names({ output: 'json' })).toMatch(/^the backend is taken for/);
    expect(await names(PROMETHEUS)).not.toContain('taken for');
  });

  it('comes from a manifest, under the flags that say more', async () => {
    const manifest = file(
      'prometheus.yaml',
      'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: k8s }\nspec: { otlp: { translationStrategy: NoTranslation } }\n',
    );
    await expect(names({ manifest })).rejects.toThrow('give --flavour prometheus@VERSION');
    const text = await names({ manifest, flavour: 'prometheus@3.5.3' });
    expect(text).toMatch(/^Prometheus 3\.5\.3, NoTranslation\n/);
    await expect(names({ manifest, flavour: 'mimir@3.0' })).rejects.toThrow('leave out --flavour mimir');
  });

  it('is asked for where a manifest describes several, or none', async () => {
    const one = (name: string): string =>
      `apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: ${name} }\nspec: { version: v3.5.3 }\n`;
    const manifest = file('two.yaml', `${one('a')}---\n${one('b')}`);
    await expect(names({ manifest })).rejects.toThrow(`write ${manifest}#NAME`);
    expect(await names({ manifest: `${manifest}#b` })).toMatch(/^Prometheus 3\.5\.3/);
    await expect(names({ manifest: file('none.yaml', 'kind: Service\n') })).rejects.toThrow('describes no');
  });

  it('takes the default strategy of 2.x for the only one it has', async () => {
    const strategy = 'UnderscoreEscapingWithSuffixes';
    expect(await names({ flavour: 'prometheus@2.53.3', strategy })).toContain('openclaw_tokens_total');
    await expect(names({ flavour: 'prometheus@2.53.3', strategy: 'NoTranslation' })).rejects.toThrow(
      '3.0 or later',
    );
    await expect(names({ flavour: 'victoriametrics@1.145', strategy })).rejects.toThrow(
      'no strategies but flags',
    );
  });

  it('an unknown server name is rejected', async () => {
    await expect(names({ flavour: 'thanos@1' })).rejects.toThrow('write prometheus@3.5.3');
  });
});

describe('which metrics are meant', () => {
  it('are the 18 of the gateway, where none are given', async () => {
    expect(await json(PROMETHEUS)).toHaveLength(18);
  });

  it('come from a contract, recorded names as they stand', async () => {
    const from = file(
      'contract.yaml',
      'schema: throughline.contract/1\nname: x\njob: shop/cart\nmetrics:\n  - { otlp: a.b, kind: gauge, attributes: [k.v] }\n  - { prometheus: c_d, kind: histogram, attributes: [e] }\n',
    );
    expect(await json({ ...PROMETHEUS, from })).toMatchObject([
      { name: 'a.b', series: ['a_b'], labels: { job: 'shop/cart', k_v: '<k.v>' } },
      { name: 'c_d', series: ['c_d_bucket', 'c_d_count', 'c_d_sum'], labels: { e: '<e>' } },
    ]);
  });

  it('come from a list of names, in its order', async () => {
    const from = file('names.txt', '# ours\nopenclaw.run.attempt\n\nmy.metric\n');
    await expect(names({ ...PROMETHEUS, from })).rejects.toThrow('the kind of my.metric is not known');
    const answers = await json({ ...PROMETHEUS, from, kind: 'counter' });
    expect(answers.map(({ series }) => series)).toEqual([
      ['openclaw_run_attempt_total'],
      ['my_metric_total'],
    ]);
  });

  it.each([
    ['not-json', '[{', 'is not valid JSON'],
    ['no-kind', '[{"name":"a"}]', 'metric 1: kind'],
    [
      'bad-attributes',
      '[{"name":"a","kind":"gauge"},{"name":"a","kind":"gauge","resource":[]}]',
      'metric 2: resource',
    ],
    ['nothing', '\n', 'holds no metric'],
    ['no-contract', 'schema: other/1\n', 'is not a throughline.contract/1'],
  ])('are rejected with one message: %s', async (name, text, message) => {
    await expect(names({ ...PROMETHEUS, from: file(name, text) })).rejects.toThrow(message);
  });
});

describe('--explain', () => {
  it('shows the steps to a name of the catalogue, or to one with another unit', async () => {
    expect(await names({ ...PROMETHEUS, explain: 'openclaw.queue.wait_ms' })).toContain(
      'openclaw_queue_wait_ms_count',
    );
    const text = await names({ ...PROMETHEUS, explain: 'openclaw.queue.wait_ms', unit: 'ms' });
    expect(text).toContain('The unit "ms" is appended: "openclaw_queue_wait_ms_milliseconds".');
  });

  it('finds the metric behind a stored name', async () => {
    expect(await names({ ...PROMETHEUS, explain: 'openclaw_tokens_total' })).toMatch(/^openclaw\.tokens /);
  });

  it('asks for the kind of any other name', async () => {
    await expect(names({ ...PROMETHEUS, explain: 'a.b' })).rejects.toThrow('--kind');
    expect(await names({ ...PROMETHEUS, explain: 'a.b', kind: 'gauge', unit: '1' })).toContain('a_b_ratio');
    await expect(names({ ...PROMETHEUS, kind: 'gauge' })).rejects.toThrow('--explain NAME');
  });
});

describe('what is not stored', () => {
  it('says so in place of the name, with the answer to the push', async () => {
    const from = file('delta.json', '[{"name":"a","kind":"counter","monotonic":true,"temporality":"delta"}]');
    expect(await names({ ...PROMETHEUS, from })).toContain('(not stored, although the response is 200)');
    expect(await names({ flavour: 'prometheus@3.12.0', from })).toContain('(not stored: HTTP 500)');
  });
});

it('writes Markdown in which any name survives', async () => {
  const from = file('odd.json', '[{"name":"a|`b","kind":"gauge"}]');
  const text = await names({ ...PROMETHEUS, strategy: 'NoTranslation', from, output: 'markdown' });
  expect(text).toContain(String.raw`| \`\` a\|\`b \`\` | \`\` a\|\`b \`\` | gauge |`.replaceAll('\\`', '`'));
});
