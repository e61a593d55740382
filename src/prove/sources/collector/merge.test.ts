import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SourceFileError } from '../config-file.ts';
import { readCollectorConfig } from './config.ts';
import { merged, withoutPaths } from './merge.ts';

describe('merged', () => {
  it.each<[unknown, unknown, unknown]>([
    [{ a: { b: 1, c: 2 } }, { a: { c: 3, d: 4 } }, { a: { b: 1, c: 3, d: 4 } }],
    [{ a: [1, 2] }, { a: [3] }, { a: [3] }],
    [{ a: { b: 1 } }, { a: null }, { a: null }],
    [{ a: { b: 1 } }, { a: {} }, { a: { b: 1 } }],
    [{ a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
  ])('merges into %j the later %j as %j', (first, later, expected) => {
    expect(merged(first, later)).toEqual(expected);
  });
});

describe('withoutPaths', () => {
  it('makes maps of the keys of the first level', () => {
    expect(withoutPaths({ 'a::b': 1, a: { 'c::d': 2 } })).toEqual({ a: { b: 1, 'c::d': 2 } });
  });
});

const BASE = `receivers: { otlp: { protocols: { http: } } }
exporters: { debug: }
service:
  pipelines:
    metrics: { receivers: [otlp], exporters: [debug] }
`;
const EXTRAS = `exporters:
  otlphttp: { endpoint: "http://\${env:HOST:-b}:9090/api/v1/otlp" }
service: { pipelines: { metrics: { exporters: [otlphttp] } } }
`;

describe('readCollectorConfig', () => {
  let folder: string;
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'collector-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('merges a later file into an earlier one, and knows the lines of both', () => {
    const [base, extras] = [file('base.yaml', BASE), file('extras.yaml', EXTRAS)];
    const config = readCollectorConfig([base, `file:${extras}`, file('empty.yaml', '')]);
    expect(config.service.pipelines['metrics']).toEqual({
      receivers: ['otlp'],
      processors: [],
      exporters: ['otlphttp'],
    });
    expect(config.exporters['otlphttp']).toEqual({ endpoint: 'http://b:9090/api/v1/otlp' });
    expect(config.placeOf(['exporters', 'otlphttp', 'endpoint'])).toEqual({ file: extras, line: 2 });
    expect(config.placeOf(['receivers', 'otlp'])).toEqual({ file: base, line: 1 });
  });

  it('reads a text with a path as its key', () => {
    const base = file('base.yaml', BASE);
    const config = readCollectorConfig([base, 'yaml:exporters::debug::verbosity: detailed']);
    expect(config.exporters['debug']).toEqual({ verbosity: 'detailed' });
    expect(config.placeOf(['exporters', 'debug', 'verbosity'])).toEqual({ file: base, line: 2 });
  });

  it.each([
    ['the pipelines are missing', ['part.yaml'], 'no service.pipelines'],
    ['a part is a list', ['base.yaml', 'list.yaml'], 'no YAML with keys'],
    ['a part is behind a URL', ['base.yaml', 'https://example.com/c.yaml'], 'give the text behind https:'],
  ])('throws where %s', (_title, names, message) => {
    file('base.yaml', BASE);
    file('part.yaml', 'receivers: { otlp: }');
    file('list.yaml', '[1]');
    const locations = names.map((name) => (name.includes(':') ? name : join(folder, name)));
    expect(() => readCollectorConfig(locations)).toThrow(SourceFileError);
    expect(() => readCollectorConfig(locations)).toThrow(message);
  });
});
