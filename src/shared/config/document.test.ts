import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { setJson, unifiedDiff } from '../edit/index.ts';
import { ConfigDocumentError } from './container/candidate.ts';
import { findConfig } from './document.ts';

const CONFIG_MAP = readFileSync(
  new URL('../../../examples/configmap-openclaw.yaml', import.meta.url),
  'utf8',
);

describe('findConfig', () => {
  it('finds the configuration inside a ConfigMap, and its line', () => {
    const found = findConfig(CONFIG_MAP);
    expect(found).toMatchObject({ key: 'openclaw.json', configMap: 'openclaw-config' });
    expect(CONFIG_MAP.split('\n')[found.firstLine - 1]?.trim()).toBe('{');
  });

  it('writes a changed configuration back, and the rest of the manifest is unchanged', () => {
    const found = findConfig(CONFIG_MAP);
    const changed = found.replace(
      setJson(found.text, ['plugins', 'entries', 'diagnostics-otel'], { enabled: true }),
    );
    const lines = unifiedDiff('f', CONFIG_MAP, changed ?? '')
      .split('\n')
      .filter((line) => /^[+-](?![+-])/.test(line));
    expect(lines).toEqual([
      '+          },',
      '+          "diagnostics-otel": {',
      '+            "enabled": true',
    ]);
    expect(parse(changed ?? '').data['openclaw.json']).toContain('// Prices are');
  });

  it('takes a plain file as the configuration', () => {
    expect(findConfig('{ gateway: {} }')).toMatchObject({ key: null, text: '{ gateway: {} }' });
  });

  it('asks for the key where several entries are configurations', () => {
    const two =
      'kind: ConfigMap\ndata:\n  a.json: |\n    {"gateway": {}}\n  b.json: |\n    {"plugins": {}}\n  c: plain\n';
    expect(() => findConfig(two)).toThrow(
      new ConfigDocumentError('holds several configurations, "a.json", "b.json": say which as FILE#KEY'),
    );
    expect(findConfig(two, 'b.json').text).toBe('{"plugins": {}}\n');
    expect(() => findConfig(two, 'x')).toThrow(/has no entry "x"/);
  });

  it('ignores other documents of the stream', () => {
    const stream = `kind: Service\n---\n${CONFIG_MAP}---\nkind: ConfigMap\ndata:\n  other: text\n`;
    expect(findConfig(stream).key).toBe('openclaw.json');
  });

  it.each([
    ['', 'diagnostics: { otel: {} }'],
    [', also where it does not parse', 'diagnostics: { otel: {'],
  ])('chooses the first configuration where several ConfigMaps have the key%s', (_, text) => {
    const configMap = (entry: string): string => `kind: ConfigMap\ndata:\n  config.yaml: |\n    ${entry}\n`;
    const stream = ['receivers: {}', text, 'diagnostics: { otel: { enabled: true } }'].map(configMap);
    expect(findConfig(stream.join('---\n'), 'config.yaml')).toMatchObject({
      text: `${text}\n`,
      firstLine: 9,
    });
  });
});
