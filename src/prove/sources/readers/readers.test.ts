import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SourceFileError } from '../config-file.ts';
import { readReaders } from './readers.ts';

const folder = mkdtempSync(join(tmpdir(), 'readers-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const found = (path: string): string[] =>
  readReaders([path]).queries.map(({ line, where, expression }) => `${line} ${where}: ${expression}`);

const DASHBOARD = `{
  "templating": { "list": [{ "name": "model", "query": { "query": "label_values(a_total{x=\\"1\\"}, model)" } }] },
  "panels": [
    { "title": "one", "targets": [{ "expr": "a_total" }, { "expr": "" }, { "rawSql": "select 1" }] },
    { "title": "row", "panels": [{ "title": "two", "targets": [{ "expr": "b_total{c=\\"d\\"}" }] }] }
  ]
}
`;
const QUERIES = [
  '4 panel "one": a_total',
  '5 panel "two": b_total{c="d"}',
  '2 variable model: a_total{x="1"}',
];

describe('readReaders', () => {
  it('finds the queries of panels, of panels in rows and of variables', () => {
    expect(found(file('dashboard.json', DASHBOARD))).toEqual(QUERIES);
  });

  it('finds the label whose values a variable lists', () => {
    const { queries } = readReaders([file('variable.json', DASHBOARD)]);
    expect(queries.map(({ asksLabel }) => asksLabel)).toEqual([undefined, undefined, 'model']);
  });

  it("finds queries in a response of Grafana's API, and in the rows of an old dashboard", () => {
    expect(found(file('api.json', `{ "meta": {}, "dashboard": ${DASHBOARD} }`))).toHaveLength(3);
    const rows = '{ "rows": [{ "panels": [{ "title": "t", "targets": [{ "expr": "x" }] }] }] }';
    expect(found(file('rows.json', rows))).toEqual(['1 panel "t": x']);
  });

  it('finds a dashboard in a ConfigMap, with lines of the YAML file', () => {
    const indented = DASHBOARD.split('\n').map((line) => `    ${line}`);
    const map = ['kind: ConfigMap', 'data:', '  dashboard.json: |', ...indented].join('\n');
    expect(found(file('map.yaml', map))).toEqual([
      '7 panel "one": a_total',
      '8 panel "two": b_total{c="d"}',
      '5 variable model: a_total{x="1"}',
    ]);
  });

  it('finds the expressions of a rule file and of PrometheusRule objects', () => {
    const groups =
      'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: |\n      up == 0\n  - record: r\n    expr: sum(x)\n';
    expect(found(file('rules.yml', groups))).toEqual(['5 alert A: up == 0\n', '8 record r: sum(x)']);
    const nested = groups.replaceAll(/^/gm, '  ');
    expect(
      found(file('object.yaml', `kind: Service\n---\nkind: PrometheusRule\nspec:\n${nested}`)),
    ).toHaveLength(2);
  });

  it('finds the rules of a VMRule, and the language of their group', () => {
    const rules = (type: string, expr: string): string =>
      `  - name: ${type}\n    type: ${type}\n    rules:\n    - alert: A\n      expr: ${expr}\n`;
    const groups = `${rules('prometheus', 'up')}${rules('vlogs', '"a | stats count()"')}`;
    const path = file('vmrule.yaml', `kind: VMRule\nspec:\n  groups:\n${groups}`);
    expect(readReaders([path]).queries.map(({ expression, language }) => [expression, language])).toEqual([
      ['up', undefined],
      ['a | stats count()', 'LogsQL'],
    ]);
  });

  it('finds the queries of an alert rule as Grafana provisions it', () => {
    const data = '[{ model: { expr: up } }, { model: { type: threshold, expression: A } }]';
    const path = file('alerting.yaml', `groups:\n- rules:\n  - title: Down\n    data: ${data}\n`);
    expect(found(path)).toEqual(['4 alert Down: up']);
  });

  it('reads an expression that is a number', () => {
    const path = file('number.yaml', 'groups:\n- rules:\n  - record: one\n    expr: 1\n');
    expect(found(path)).toEqual(['4 record one: 1']);
  });

  it('finds dashboards in a list of ConfigMaps and in a GrafanaDashboard', () => {
    const json = '{ "panels": [{ "title": "t", "targets": [{ "expr": "x" }] }] }';
    const list = `kind: ConfigMapList\nitems:\n- kind: ConfigMap\n  data:\n    d.json: '${json}'\n`;
    const object = `kind: GrafanaDashboard\nspec:\n  json: '${json}'\n`;
    expect(found(file('list.yaml', list))).toEqual(['5 panel "t": x']);
    expect(found(file('grafana-dashboard.yaml', object))).toEqual(['3 panel "t": x']);
  });

  it('finds the queries of a dashboard as a resource, of version 1 and 2', () => {
    const of = (version: string, spec: string): string =>
      `{ "apiVersion": "dashboard.grafana.app/${version}", "kind": "Dashboard", "spec": ${spec} }`;
    const query = '{ "kind": "DataQuery", "group": "prometheus", "spec": { "expr": "x" } }';
    const data = `{ "spec": { "queries": [{ "spec": { "query": ${query} } }] } }`;
    const elements = `{ "e1": { "kind": "Panel", "spec": { "title": "t", "data": ${data} } } }`;
    const first = '{ "panels": [{ "title": "t", "targets": [{ "expr": "x" }] }] }';
    expect(found(file('v1.json', of('v1', first)))).toEqual(['1 panel "t": x']);
    expect(found(file('v2.json', of('v2', `{ "elements": ${elements} }`)))).toEqual(['1 panel "t": x']);
  });

  it('keeps a dashboard with a variable whose query has no text', () => {
    const list = '[{ "name": "v", "query": { "qryType": 1, "query": 5 } }]';
    const path = file(
      'variable-object.json',
      `{ "templating": { "list": ${list} }, "panels": [{ "title": "t", "targets": [{ "expr": "x" }] }] }`,
    );
    const { queries, dashboards } = readReaders([path]);
    expect(queries).toHaveLength(1);
    expect(dashboards).toHaveLength(1);
  });

  it.each([
    [
      'a map',
      'additionalPrometheusRulesMap:\n  a:\n    groups: [{ name: a, rules: [{ alert: A, expr: a_total }] }]\n',
    ],
    [
      'a list in the values of a dependency',
      'kube-prometheus-stack:\n  additionalPrometheusRules:\n  - name: a\n    groups: [{ name: a, rules: [{ alert: A, expr: a_total }] }]\n',
    ],
  ])('reads rules in the values of kube-prometheus-stack: %s', (_, values) => {
    expect(readReaders([file('values.yaml', values)]).queries).toMatchObject([
      { where: 'alert A', expression: 'a_total' },
    ]);
  });

  it.each([
    ['a type', '{ "type": "loki", "uid": "a" }', 'LogQL'],
    ['the whole type, which ends in datasource', '{ "type": "victoriametrics-logs-datasource" }', 'LogsQL'],
    ['a variable', '{ "uid": "${logs}" }', 'LogQL'],
    ['a variable in a text', '"$logs"', 'LogQL'],
    [
      'a type without a known language',
      '{ "type": "grafana-oncall-datasource" }',
      'a query of a data source of type grafana-oncall-datasource',
    ],
    ['a type of a database', '{ "type": "grafana-clickhouse-datasource" }', 'SQL'],
    ['Prometheus', '{ "type": "prometheus", "uid": "${logs}" }', undefined],
    ['a name', '"Main"', undefined],
  ])('takes the language of a query from its data source: %s', (_, source, language) => {
    const list = '[{ "name": "logs", "type": "datasource", "query": "loki" }]';
    const path = file(
      'sources.json',
      `{ "templating": { "list": ${list} }, "panels": [{ "title": "a", "datasource": ${source}, "targets": [{ "expr": "{a=1}" }] }] }`,
    );
    const [query] = readReaders([path]).queries;
    expect(query?.language).toBe(language);
  });

  it('keeps how an expression is written, also with escapes', () => {
    const written = String.raw`a_total \u003e 5 and b{c=\"d\"}`;
    const path = file(
      'escaped.json',
      `{ "panels": [\n{ "title": "t", "targets": [{ "expr": "${written}" }] }] }`,
    );
    expect(readReaders([path]).queries).toMatchObject([
      { line: 2, expression: 'a_total > 5 and b{c="d"}', written },
    ]);
  });

  it('leaves out files of a folder that cannot be read, and reports them', () => {
    const inner = mkdtempSync(join(folder, 'chart-'));
    writeFileSync(
      join(inner, 'template.yaml'),
      '{{- if .Values.rules }}\nkind: PrometheusRule\n{{- end }}\n',
    );
    writeFileSync(join(inner, 'dashboard.json'), DASHBOARD);
    writeFileSync(join(inner, 'old.rules'), 'groups:\n- rules:\n  - alert: A\n    expr: up\n');
    writeFileSync(join(inner, 'mixin.libsonnet'), '{}');
    const { queries, unread } = readReaders([inner]);
    expect(queries).toHaveLength(4);
    expect(unread).toEqual([
      expect.stringContaining('template.yaml is a Helm template'),
      `to be rendered first: ${join(inner, 'mixin.libsonnet')}`,
    ]);
  });

  it('lists files without dashboards and rules, and rejects files that cannot be read', () => {
    const other = file('other.yaml', 'kind: Service\n');
    expect(readReaders([other])).toMatchObject({ queries: [], others: [other] });
    const map = file('settings.yaml', 'kind: ConfigMap\ndata:\n  settings.json: "{}"\n');
    expect(readReaders([map])).toMatchObject({ queries: [], dashboards: [], others: [map] });
    expect(() => readReaders([file('broken.json', '{')])).toThrow(SourceFileError);
    expect(() => readReaders([file('broken.yaml', 'a: [')])).toThrow('is not valid YAML');
    expect(() => readReaders([join(folder, 'nowhere')])).toThrow('there is no such file');
  });
});
