import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../testbed/servers/index.ts';
import { EXPECTED_NAMES } from '../support/expected-names.ts';
import { throughline } from '../harness/throughline.ts';
import { describeWithServer } from '../harness/with-server.ts';

interface Ended {
  readonly code: number;
  readonly printed: string;
  /** What is left in the folder for temporary files. */
  readonly left: readonly string[];
}

/** Runs with a separate folder for temporary files, so that files left behind show. */
async function runDemo(backend: string): Promise<Ended> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
  const { code, stdout, stderr } = await throughline(['demo', '--backend', backend], {
    env: { TMPDIR: folder },
  });
  return { code, printed: stdout + stderr, left: await readdir(folder) };
}

function expectSuccess({ code, printed, left }: Ended): void {
  expect(printed).toContain('diagnostics-otel is off: bundled (disabled by default)');
  expect(printed).toContain('broken: 0 of 18 metrics arrived');
  expect(printed).toContain('arriving: 18 of 18 metrics arrived');
  expect(printed).toContain('none was dropped');
  expect(code).toBe(0);
  expect(left).toEqual([]);
}

describe('the demo on the embedded receiver', () => {
  it('goes from broken to arriving, and leaves no file behind', async () => {
    expectSuccess(await runDemo('embedded'));
  });

  it('can run twice at once', async () => {
    for (const ended of await Promise.all([runDemo('embedded'), runDemo('embedded')])) expectSuccess(ended);
  });
});

/** What the exporter pushes of itself. */
const OWN_HEALTH = [
  'otel_sdk_exporter_metric_data_point_exported_total',
  'otel_sdk_exporter_metric_data_point_inflight',
  'otel_sdk_exporter_operation_duration_seconds_bucket',
  'otel_sdk_exporter_operation_duration_seconds_count',
  'otel_sdk_exporter_operation_duration_seconds_sum',
  'otel_sdk_metric_reader_collection_duration_seconds_bucket',
  'otel_sdk_metric_reader_collection_duration_seconds_count',
  'otel_sdk_metric_reader_collection_duration_seconds_sum',
];

await describeWithServer('prometheus', 'the demo on Prometheus', (server) => {
  it('can run twice at once and then again on one server, which then stores the 18 names and the own health', async () => {
    const prometheus = await startBackend(server);
    try {
      for (const ended of await Promise.all([runDemo(prometheus.url), runDemo(prometheus.url)]))
        expectSuccess(ended);
      expectSuccess(await runDemo(prometheus.url));
      const selector = encodeURIComponent('{job="openclaw"}');
      const response = await fetch(`${prometheus.url}/api/v1/label/__name__/values?match[]=${selector}`);
      const { data } = (await response.json()) as { data: string[] };
      expect(data.toSorted()).toEqual([...expectedSeries(), ...OWN_HEALTH].toSorted());
    } finally {
      await prometheus.stop();
    }
  });
});

await describeWithServer('victoriametrics', 'the demo on VictoriaMetrics', (server) => {
  it('goes from broken to arriving, twice in a row', async () => {
    const victoriaMetrics = await startBackend(server);
    try {
      expectSuccess(await runDemo(victoriaMetrics.url));
      expectSuccess(await runDemo(victoriaMetrics.url));
    } finally {
      await victoriaMetrics.stop();
    }
  });
});

/** All metrics but the counters are histograms, of which each has three series names. */
function expectedSeries(): string[] {
  return Object.values(EXPECTED_NAMES)
    .flatMap((name) =>
      name.endsWith('_total') ? [name] : ['bucket', 'count', 'sum'].map((part) => `${name}_${part}`),
    )
    .toSorted();
}
