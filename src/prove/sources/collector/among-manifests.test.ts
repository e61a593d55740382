import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readNamedCollector } from './among-manifests.ts';

const folder = mkdtempSync(join(tmpdir(), 'throughline-collector-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const SETTINGS = `receivers: { otlp: { protocols: { http: {} } } }
exporters: { otlphttp: { endpoint: http://store:9090/api/v1/otlp } }
service: { pipelines: { metrics: { receivers: [otlp], exporters: [otlphttp] } } }
`;
const indented = (by: number) => SETTINGS.replaceAll(/^(?=.)/gm, ' '.repeat(by));

const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata: { name: collector }
data:
  config.yaml: |
${indented(4)}`;

describe('the configuration of a collector that is named', () => {
  it.each([
    ['a separate file', SETTINGS, 2],
    ['a ConfigMap', CONFIG_MAP, 7],
    [
      'an OpenTelemetryCollector of v1alpha1',
      `apiVersion: opentelemetry.io/v1alpha1
kind: OpenTelemetryCollector
metadata: { name: collector }
spec:
  config: |
${indented(4)}`,
      undefined,
    ],
    [
      'an OpenTelemetryCollector of v1beta1',
      `apiVersion: opentelemetry.io/v1beta1
kind: OpenTelemetryCollector
metadata: { name: collector }
spec:
  config:
${indented(4)}`,
      undefined,
    ],
  ])('may be %s', (name, text, line) => {
    const path = written(`${name}.yaml`, text);
    const config = readNamedCollector([path]);
    expect(config.service.pipelines).toMatchObject({ metrics: { exporters: ['otlphttp'] } });
    const place = config.placeOf(['exporters', 'otlphttp']);
    expect(place).toMatchObject(line === undefined ? { file: path } : { file: path, line });
  });

  it('is one of a file', () => {
    const path = written('two.yaml', `${CONFIG_MAP}---\n${CONFIG_MAP.replace('name: collector', 'name: b')}`);
    expect(() => readNamedCollector([path])).toThrow('has 2 configurations of collectors');
  });

  it('is not in another object', () => {
    const path = written('other.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n');
    expect(() => readNamedCollector([path])).toThrow('is not a configuration of an OpenTelemetry Collector');
  });
});
