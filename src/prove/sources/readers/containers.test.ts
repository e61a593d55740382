import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readReaderFile } from './reader-file.ts';

const DASHBOARD = {
  title: 'Kiosk',
  schemaVersion: 39,
  panels: [{ title: 'Orders', targets: [{ expr: 'rate(kiosk_orders_total[5m])' }] }],
};
const SECOND = { ...DASHBOARD, title: 'Second' };
const RULES = { groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'kiosk_up == 0' }] }] };
const YAML_RULES = 'groups:\n- name: g\n  rules:\n  - alert: A\n    expr: kiosk_up == 0\n';

const json = (value: unknown): string => JSON.stringify(value, null, 1);
const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));
const found = (file: string, text: string): string[] | undefined =>
  readReaderFile(file, text)?.queries.map(({ line, where, expression }) => `${line} ${where}: ${expression}`);

describe('readReaderFile', () => {
  it.each([
    ['an array of dashboards', [DASHBOARD, SECOND]],
    ['file names and dashboards', { 'kiosk.json': DASHBOARD, 'second.json': SECOND }],
    [
      'the hidden field of a mixin',
      { grafanaDashboards: { 'kiosk.json': DASHBOARD, 'second.json': SECOND } },
    ],
  ])('reads what Jsonnet gives, each dashboard with its lines: %s', (_, value) => {
    const text = json(value);
    const lines = text.split('\n').flatMap((line, index) => (line.includes('"expr"') ? [index + 1] : []));
    expect(found('out.json', text)).toEqual(
      lines.map((line) => `${line} panel "Orders": rate(kiosk_orders_total[5m])`),
    );
    expect(readReaderFile('out.json', text)?.dashboards.map(({ title }) => title)).toEqual([
      'Kiosk',
      'Second',
    ]);
  });

  it.each([
    ['a rule file', RULES, 8],
    ['the alerts of a mixin', { prometheusAlerts: RULES }, 9],
    ['a PrometheusRule', { kind: 'PrometheusRule', spec: RULES }, 10],
  ])('reads rules in JSON: %s', (_, value, line) => {
    expect(found('rules.json', json(value))).toEqual([`${line} alert A: kiosk_up == 0`]);
  });

  it('reads a ConfigMap in JSON', () => {
    const map = { kind: 'ConfigMap', data: { 'kiosk.json': JSON.stringify(DASHBOARD) } };
    expect(found('map.json', json({ kind: 'List', items: [map] }))).toEqual([
      '7 panel "Orders": rate(kiosk_orders_total[5m])',
    ]);
  });

  it.each([
    ['a list of objects', `extraObjects:\n- kind: PrometheusRule\n  spec:\n${indented(YAML_RULES, 4)}`, 8],
    [
      'a list of texts',
      `extraManifests:\n- |\n  kind: PrometheusRule\n  spec:\n${indented(YAML_RULES, 4)}`,
      9,
    ],
    ['a map', `extraManifests:\n  a:\n    kind: PrometheusRule\n    spec:\n${indented(YAML_RULES, 6)}`, 9],
    ['files of the server', `serverFiles:\n  alerting_rules.yml:\n${indented(YAML_RULES, 4)}`, 7],
  ])('reads rules in the values of a chart: %s', (_, values, line) => {
    expect(found('values.yaml', values)).toEqual([`${line} alert A: kiosk_up == 0`]);
  });

  it('reads rules in a ConfigMap, as the file has them', () => {
    const text = `kind: ConfigMap\ndata:\n  a.yaml: |\n${indented(YAML_RULES.replace('kiosk_up == 0', '|\n      kiosk_up\n        == 0'), 4)}`;
    const [query] = readReaderFile('map.yaml', text)?.queries ?? [];
    expect(query).toMatchObject({ line: 8, expression: 'kiosk_up\n  == 0\n' });
    expect(text).toContain(query?.written);
  });

  it('reads dashboards in the values of Grafana, and names those that are elsewhere', () => {
    const kiosk = `      kiosk:\n        json: |\n${indented(json(DASHBOARD), 10)}\n`;
    const values = `dashboards:\n  default:\n${indented(kiosk, 0).replaceAll(/^ {2}/gm, '')}    node:\n      gnetId: 1860\n`;
    const file = readReaderFile('values.yaml', values);
    expect(file?.dashboards).toHaveLength(1);
    expect(file?.problems).toEqual([
      expect.stringMatching(/^values\.yaml:\d+: dashboard 1860 of grafana\.com/),
    ]);
  });

  it('unpacks a GrafanaDashboard', () => {
    const packed = gzipSync(json(DASHBOARD)).toString('base64');
    const object = `kind: GrafanaDashboard\nspec:\n  gzipJson: ${packed}\n`;
    expect(found('object.yaml', object)).toEqual(['3 panel "Orders": rate(kiosk_orders_total[5m])']);
    expect(() => readReaderFile('broken.yaml', 'kind: GrafanaDashboard\nspec: { gzipJson: AAAA }\n')).toThrow(
      'its gzipJson cannot be unpacked',
    );
  });

  it.each([
    ['{ url: "https://example.org" }', 'its dashboard is at a URL'],
    ['{ grafanaCom: { id: 1 } }', 'its dashboard is on grafana.com'],
    ['{ configMapRef: { name: a, key: b } }', 'its dashboard is in a ConfigMap'],
    ['{ jsonnet: "{}" }', 'Jsonnet, which is not evaluated'],
  ])('says why a GrafanaDashboard is left out: %s', (spec, why) => {
    const object = `kind: GrafanaDashboard\nmetadata: { name: a }\nspec: ${spec}\n`;
    expect(() => readReaderFile('a.yaml', object)).toThrow(why);
    expect(readReaderFile('a.yaml', `${object}---\n${YAML_RULES}`)?.problems).toEqual([
      expect.stringContaining(why),
    ]);
  });

  it.each([
    ['a Dashboard', 'kind: Dashboard\nspec:\n', 2],
    ['an object of the operator', 'kind: PersesDashboard\nspec:\n  config:\n', 4],
  ])('reads the queries of Perses, and no dashboard of Grafana: %s', (_, head, by) => {
    const query = (kind: string, spec: string): string =>
      `{ spec: { plugin: { kind: ${kind}, spec: ${spec} } } }`;
    const panels = `panels: { a: { spec: { display: { name: Orders }, queries: [${query('PrometheusTimeSeriesQuery', '{ query: kiosk_a }')}, ${query('LokiLogQuery', '{ query: "{a=1}" }')}] } } }\n`;
    const variable = `variables: [{ kind: ListVariable, spec: { name: lane, plugin: { kind: PrometheusLabelValuesVariable, spec: { labelName: lane, matchers: [kiosk_b] } } } }]\n`;
    const file = readReaderFile('perses.yaml', `${head}${indented(panels + variable, by)}`);
    expect(file?.dashboards).toEqual([]);
    expect(
      file?.queries.map(({ where, expression, language, asksLabel }) => [
        where,
        expression,
        language,
        asksLabel,
      ]),
    ).toEqual([
      ['panel "Orders"', 'kiosk_a', undefined, undefined],
      ['panel "Orders"', '{a=1}', 'LogQL', undefined],
      ['variable lane', 'kiosk_b', undefined, 'lane'],
    ]);
  });

  it('takes rules for Loki as LogQL, by their object or its label', () => {
    const map = `kind: ConfigMap\nmetadata: { labels: { loki_rule: "" } }\ndata:\n  a.yaml: |\n${indented(YAML_RULES, 4)}`;
    const object = `apiVersion: loki.grafana.com/v1\nkind: AlertingRule\nspec:\n${indented(YAML_RULES, 2)}`;
    for (const text of [map, object])
      expect(readReaderFile('loki.yaml', text)?.queries).toMatchObject([{ language: 'LogQL' }]);
  });

  it('leaves other values alone', () => {
    const crd = 'kind: CustomResourceDefinition\nspec:\n  groups: [{ rules: [{ expr: a }] }]\n';
    expect(readReaderFile('crd.yaml', crd)).toBeUndefined();
    expect(readReaderFile('package.json', '{ "name": "a", "panels": { "a": 1 } }')).toBeUndefined();
    expect(readReaderFile('layout.json', '{ "view": { "title": "a", "panels": [] } }')).toBeUndefined();
  });
});
