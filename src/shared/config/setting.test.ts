import { describe, expect, it } from 'vitest';
import { EditError, type Path, unifiedDiff } from '../edit/index.ts';
import { parseText } from './parse.ts';
import { changeSetting, locateSetting } from './setting.ts';

const CONFIG = `# the gateway
plugins:
  # who may run
  allow:
    - telegram # first
    - discord
  deny: [diagnostics-otel, x]
  entries:
    telegram: { enabled: true } # keep me
diagnostics:
  enabled: true
  otel:
    enabled: true
    endpoint: "http://p:9090/" # in quotes
    metrics: false

# the end
`;

const ENABLED: Path = ['plugins', 'entries', 'diagnostics-otel', 'enabled'];

/** Lines that a diff takes out and puts in. */
function changes(before: string, after: string): string[] {
  return unifiedDiff('f', before, after)
    .split('\n')
    .filter((line) => /^[+-](?![+-]{2})/.test(line));
}

function valueAt(text: string, path: Path): unknown {
  const parsed = parseText(text);
  const root = parsed.ok ? parsed.value : undefined;
  return path.reduce<unknown>((node, step) => Reflect.get(node as object, step), root);
}

describe('changing a setting of a YAML configuration', () => {
  it.each<[string, Path, unknown, readonly string[]]>([
    [
      'a plain value',
      ['diagnostics', 'otel', 'metrics'],
      true,
      ['-    metrics: false', '+    metrics: true'],
    ],
    [
      'a quoted value, in its quotes and before its comment',
      ['diagnostics', 'otel', 'endpoint'],
      'http://p:9090/api/v1/otlp',
      [
        '-    endpoint: "http://p:9090/" # in quotes',
        '+    endpoint: "http://p:9090/api/v1/otlp" # in quotes',
      ],
    ],
    [
      'an entry that is not there, with the map around it',
      ENABLED,
      true,
      ['+    diagnostics-otel:', '+      enabled: true'],
    ],
    [
      'a key beside others',
      ['diagnostics', 'otel', 'protocol'],
      'http/protobuf',
      ['+    protocol: http/protobuf'],
    ],
    [
      'a key in braces',
      ['plugins', 'entries', 'telegram', 'config'],
      1,
      ['-    telegram: { enabled: true } # keep me', '+    telegram: { enabled: true, config: 1 } # keep me'],
    ],
    ['a list in brackets', ['plugins', 'deny'], ['x'], ['-  deny: [diagnostics-otel, x]', '+  deny: [ x ]']],
    [
      'a list of lines, which keep their comments',
      ['plugins', 'allow'],
      ['telegram', 'diagnostics-otel'],
      ['-    - discord', '+    - diagnostics-otel'],
    ],
    ['a key at the top', ['gateway'], { port: 1 }, ['+gateway:', '+  port: 1']],
  ])('changes %s, and no other line', (_, path, value, expected) => {
    const changed = changeSetting(CONFIG, path, value);
    expect(changes(CONFIG, changed)).toEqual(expected);
    expect(valueAt(changed, path)).toEqual(value);
  });

  it('fills in a key without a value', () => {
    const changed = changeSetting('plugins:\n  entries: # none yet\nx: 1\n', ENABLED, true);
    expect(changed).toBe('plugins:\n  entries: { diagnostics-otel: { enabled: true } } # none yet\nx: 1\n');
  });

  it('adds to a file without a last line end, and adds none', () => {
    expect(changeSetting('diagnostics:\n  enabled: false', ['diagnostics', 'otel'], 1)).toBe(
      'diagnostics:\n  enabled: false\n  otel: 1',
    );
  });

  it.each([
    ['behind an alias', 'a: &x { enabled: true }\nplugins: { entries: *x }\n', ENABLED],
    [
      'which another value shares',
      'a: &x true\ndiagnostics: { enabled: &y false }\nb: *y\n',
      ['diagnostics', 'enabled'],
    ],
    [
      'of a file of several documents',
      'diagnostics: { enabled: false }\n---\nx: 1\n',
      ['diagnostics', 'enabled'],
    ],
    ['under what is no map', 'diagnostics: on\n', ['diagnostics', 'enabled']],
  ])('refuses to change a value %s', (_, text, path) => {
    expect(() => changeSetting(text, path, true)).toThrow(EditError);
  });

  it('returns the line of a value', () => {
    expect(locateSetting(CONFIG, ['diagnostics', 'otel', 'metrics'])?.line).toBe(15);
    expect(locateSetting(CONFIG, ['diagnostics', 'none'])).toBeUndefined();
  });
});

describe('changing a setting of any configuration', () => {
  it.each([
    ['JSON5', '{\n\t// tabs\n\tdiagnostics: {\n\t\tenabled: false,\n\t},\n}\n'],
    ['YAML', 'diagnostics:\n  # no tabs\n  enabled: false\n'],
  ])('keeps the line ends of %s with CRLF', (_, text) => {
    const windows = text.replaceAll('\n', '\r\n');
    const changed = changeSetting(windows, ['diagnostics', 'otel', 'enabled'], true);
    expect(changed).not.toMatch(/(?<!\r)\n/);
    expect(changed.replaceAll('\r\n', '\n')).toBe(
      changeSetting(text, ['diagnostics', 'otel', 'enabled'], true),
    );
  });

  it('indents by tabs where the file does', () => {
    const changed = changeSetting('{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n', ['c'], { d: 1 });
    expect(changed).toContain('\t"c": {\n\t\t"d": 1\n\t}\n');
  });
});
