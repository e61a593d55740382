import { PUSHED_SCOPE } from './backends.ts';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type NamesFlags, runNames } from '../../src/cli/names/run.ts';

const vectors = JSON.parse(
  readFileSync(new URL('otlp-to-prometheus.json', import.meta.url), 'utf8'),
) as readonly Record<string, unknown>[];

const folder = mkdtempSync(join(tmpdir(), 'throughline-names-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let files = 0;

function file(text: string): string {
  files += 1;
  const path = join(folder, `${files}`);
  writeFileSync(path, text);
  return path;
}

/** The content of `--settings FILE` for a strategy of a vector that is none of the four. */
const SETTINGS: Readonly<Record<string, string>> = {
  '-opentelemetry.usePrometheusNaming': '-opentelemetry.usePrometheusNaming\n',
  '-opentelemetry.convertMetricNamesToPrometheus': '-opentelemetry.convertMetricNamesToPrometheus=true\n',
  'UnderscoreEscapingWithSuffixes; label_name_underscore_sanitization=false, label_name_preserve_multiple_underscores=false':
    'otlp:\n  label_name_underscore_sanitization: false\n  label_name_preserve_multiple_underscores: false\n',
  'promote_resource_attributes=[service.name,service.instance.id,deployment.environment,_x.y]':
    'promote_resource_attributes: [service.name, service.instance.id, deployment.environment, _x.y]\n',
  'promote_all_resource_attributes,ignore=[process.pid]':
    'otlp: { promote_all_resource_attributes: true, ignore_resource_attributes: [process.pid] }\n',
  keep_identifying_resource_attributes: 'keep_identifying_resource_attributes: true\n',
  promote_scope_metadata: 'promote_scope_metadata: true\n',
  'type-and-unit-labels': '--enable-feature=type-and-unit-labels\n',
  'keep_identifying+promote service.name':
    'keep_identifying_resource_attributes: true\npromote_resource_attributes: [service.name]\n',
};

function flagsFor(server: string, strategy: string, from: string): NamesFlags {
  const [, name = '', version = ''] = /^(.+)-(\d.*)$/.exec(server) ?? [];
  const settings = SETTINGS[strategy];
  const isNamed = settings === undefined && strategy !== 'default' && strategy !== 'none';
  return {
    from,
    flavour: `${name}@${version}`,
    ...(isNamed ? { strategy: strategy as NonNullable<NamesFlags['strategy']> } : {}),
    ...(settings === undefined ? {} : { settings: [file(settings)] }),
    output: 'json',
    timeout: 1,
  };
}

const bySetup = new Map<string, Record<string, unknown>[]>();
for (const vector of vectors) {
  const setup = `${String(vector['server'])} / ${String(vector['strategy'])}`;
  bySetup.set(setup, [...(bySetup.get(setup) ?? []), vector]);
}

describe('throughline names -o json', () => {
  it.each([...bySetup])('predicts what %s stored', async (setup, rows) => {
    const [server = '', strategy = ''] = setup.split(' / ');
    const flags = flagsFor(
      server,
      strategy,
      file(JSON.stringify(rows.map((row) => ({ scope: PUSHED_SCOPE, ...row })))),
    );
    const { stdout, stderr } = await runNames(flags, {}, {});
    const answers = JSON.parse(stdout) as Record<string, unknown>[];
    expect(stderr).toEqual([]);
    expect(
      answers.map(({ name, status, series, labels, targetInfo, why }, at) => ({
        name,
        status,
        series,
        labels,
        // Only the rows about resources have an expectation of it.
        targetInfo: rows[at]?.['expectedTargetInfo'] === undefined ? undefined : targetInfo,
        explains: Array.isArray(why) && why.length > 0,
      })),
    ).toEqual(
      rows.map((row) => ({
        name: row['name'],
        status: row['expectedHttpStatus'],
        series: row['expectedSeriesNames'],
        labels: row['expectedLabels'],
        targetInfo: row['expectedTargetInfo'],
        explains: true,
      })),
    );
  });
});
