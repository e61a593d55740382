import { describe, expect, it } from 'vitest';
import type { StoredSeries } from '../../sources/index.ts';
import type { Backend } from '../../translate/index.ts';
import { healthIn, healthNames, sdkNames } from './health.ts';

const PROMETHEUS: Backend = {
  flavour: 'prometheus',
  version: { major: 3, minor: 5, patch: 3 },
  settings: {},
};
const MIMIR: Backend = { flavour: 'mimir', version: { major: 3, minor: 0, patch: 5 }, settings: {} };
const VICTORIA: Backend = {
  flavour: 'victoriametrics',
  version: { major: 1, minor: 140, patch: 0 },
  settings: {},
};
const STORED = 'otel_sdk_exporter_metric_data_point_exported_total';

const series = (labels: Record<string, string>, ...values: number[]): StoredSeries => ({
  labels: { __name__: STORED, job: 'openclaw', ...labels },
  samples: values.map((value, index) => ({ at: index * 1_000, value })),
});

describe("the exporter's health in a backend", () => {
  it('is looked for by the names that the backend makes, and by those of other strategies', () => {
    expect(healthNames([PROMETHEUS])[0]).toBe(STORED);
    expect(healthNames([VICTORIA])[0]).toBe('otel.sdk.exporter.metric_data_point.exported');
    expect(healthNames([MIMIR])[0]).toBe('otel_sdk_exporter_metric_data_point_exported');
    expect(healthNames([MIMIR])).toContain(STORED);
  });

  it('has names of each part, which a contract that is recorded leaves out', () => {
    for (const backend of [PROMETHEUS, MIMIR, VICTORIA]) {
      const names = sdkNames(backend);
      for (const name of healthNames([backend])) expect(names).toContain(name);
    }
    expect([...sdkNames(PROMETHEUS)]).toEqual(
      expect.arrayContaining([
        'otel_sdk_exporter_metric_data_point_inflight',
        'otel_sdk_exporter_operation_duration_seconds',
        'otel_sdk_exporter_operation_duration_seconds_bucket',
        'otel_sdk_metric_reader_collection_duration_seconds_count',
      ]),
    );
    expect(sdkNames(VICTORIA)).toContain('otel.sdk.exporter.operation.duration_sum');
  });

  it('is that of the gateway that was asked, not of another instance of its job', () => {
    const stored = [series({ instance: 'a' }, 1, 2), series({ instance: 'b' }, 1, 2, 3)];
    expect(healthIn(stored, { job: 'openclaw', instance: 'a' }, [PROMETHEUS])).toMatchObject({
      prometheus: STORED,
      newest: 1_000,
    });
    expect(healthIn(stored, { job: 'openclaw', instance: 'c' }, [PROMETHEUS])).toBeNull();
    expect(healthIn(stored, { job: 'openclaw' }, [PROMETHEUS])?.newest).toBe(2_000);
  });

  it('says how many data points failed, by error, through a restart, and none of what was before', () => {
    const stored = [
      series({}, 10, 20),
      series({ error_type: '503' }, 5, 9, 2, 4),
      series({ error_type: 'timeout' }, 7, 7),
    ];
    expect(healthIn(stored, { job: 'openclaw' }, [PROMETHEUS])?.failed).toEqual([
      { error: '503', points: 8 },
    ]);
  });
});
