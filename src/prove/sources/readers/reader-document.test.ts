import { describe, expect, it } from 'vitest';
import { readReaderFile } from './reader-file.ts';

const rule = (expr: string): string => `groups:\n- rules:\n  - alert: A\n    ${expr}\n`;

describe('a rule file, as the parser of Go reads it', () => {
  it.each([
    ['a boolean is a text', 'expr: true', 'true'],
    ['yes is a text', 'expr: yes', 'yes'],
    ['a number is the text that it is written as', 'expr: 0x10', '0x10'],
    ['a number with an exponent', 'expr: 1e3', '1e3'],
  ])('%s', (_, expr, expression) => {
    expect(readReaderFile('a.yaml', rule(expr))?.queries).toMatchObject([{ line: 4, expression }]);
  });

  it('has aliases and merged maps', () => {
    const text =
      'x: &e up\ngroups:\n- rules:\n  - &a\n    alert: A\n    expr: *e\n  - <<: *a\n    alert: B\n';
    expect(readReaderFile('a.yaml', text)?.queries).toMatchObject([
      { line: 6, where: 'alert A', expression: 'up' },
      { line: 7, where: 'alert B', expression: 'up' },
    ]);
  });

  it.each([
    ['expr: {__name__=~"a.*"}', 'its expr is no text; write it in quotes'],
    ['expr:', 'its expr is empty'],
    ['for: 5m', 'its expr is empty'],
  ])('names an expression that Prometheus rejects: %s', (expr, why) => {
    expect(readReaderFile('a.yaml', rule(expr))).toEqual({
      dashboards: [],
      queries: [],
      problems: [expect.stringMatching(new RegExp(`^a\\.yaml:[34]: alert A: ${why}`))],
    });
  });

  it('has each key once', () => {
    expect(() => readReaderFile('a.yaml', rule('expr: a\n    expr: b'))).toThrow('Map keys must be unique');
  });

  it('may have a byte order mark and line ends of Windows', () => {
    const text = `\uFEFF${rule('expr: up').replaceAll('\n', '\r\n')}`;
    expect(readReaderFile('a.yaml', text)?.queries).toMatchObject([{ line: 4, expression: 'up' }]);
  });
});

describe('manifests', () => {
  it('take the last of two equal keys, as Kubernetes does', () => {
    const text = `kind: PrometheusRule\nmetadata: { name: a, name: b }\nspec:\n  groups: [{ rules: [{ alert: A, expr: a, expr: b }] }]\n`;
    expect(readReaderFile('a.yaml', text)?.queries).toMatchObject([{ expression: 'b' }]);
  });

  it('do not hide the documents beside one that is not valid', () => {
    const file = readReaderFile('a.yaml', `a: [\n---\n${rule('expr: up')}`);
    expect(file?.queries).toMatchObject([{ line: 6, expression: 'up' }]);
    expect(file?.problems).toEqual([expect.stringContaining('a.yaml is not valid YAML')]);
  });

  it('keep their lines where a quoted text goes on at a lower indentation', () => {
    const text = `groups:\n- rules:\n  - alert: A\n    annotations:\n      text: "a\n  b"\n    expr: up\n`;
    expect(readReaderFile('a.yaml', text)?.queries).toMatchObject([{ line: 7, written: 'up' }]);
  });
});

describe('a template of Helm', () => {
  it('is named as one', () => {
    const text = `{{- if .Values.rules }}\n${rule('expr: up')}{{- end }}\n`;
    expect(() => readReaderFile('a.yaml', text)).toThrow('a.yaml is a Helm template');
    expect(() => readReaderFile('b.yaml', 'kind: Service\nname: "{{ .Release.Name }}"\n')).toThrow(
      'b.yaml is a Helm template',
    );
  });

  it('has expressions that are not judged', () => {
    const text = rule('expr: up > {{ .Values.most }}');
    expect(readReaderFile('a.yaml', text)?.queries).toMatchObject([
      { language: 'a template that is not filled in' },
    ]);
  });

  it('is no file whose annotations Prometheus fills in', () => {
    const text = rule(
      'expr: up\n    annotations: { summary: "{{ $labels.job }} {{ printf \\"%.2f\\" $value }}" }',
    );
    expect(readReaderFile('a.yaml', text)?.queries).toMatchObject([{ expression: 'up' }]);
    expect(readReaderFile('a.yaml', text)?.queries[0]).not.toHaveProperty('language');
  });
});
