import { describe, expect, it } from 'vitest';
import { readDashboard } from './dashboard.ts';

const DASHBOARD = {
  uid: 'u',
  title: 't',
  __inputs: [{ name: 'DS_PROMETHEUS' }],
  panels: [
    { title: 'one', datasource: { type: 'prometheus', uid: 'a' }, targets: [{ datasource: 'by name' }] },
    { title: 'row', panels: [{ title: 'two', datasource: { uid: '${source}' } }] },
    { title: 'of the default', datasource: null },
  ],
  templating: {
    list: [
      { name: 'source', type: 'datasource', query: 'prometheus', current: { value: 'a' } },
      { name: 'model', type: 'query', query: { query: 'label_values(x, model)' }, refresh: 2 },
      { name: 'many', type: 'query', query: 'label_values(y, z)', current: { value: ['a', 'b'] } },
    ],
  },
};

const read = (value: unknown) => readDashboard('f.json', value, JSON.stringify(value, null, 1));

describe('readDashboard', () => {
  it('finds the data source of each panel and query, also within rows', () => {
    expect(read(DASHBOARD)?.references).toMatchObject([
      { where: 'panel "one"', source: 'a' },
      { where: 'panel "one"', source: 'by name' },
      { where: 'panel "two"', source: '${source}' },
    ]);
  });

  it('finds the line of a data source', () => {
    expect(read({ panels: [{ datasource: { uid: 'x' } }] })?.references[0]?.line).toBe(5);
  });

  it('reads variables as old and new versions of Grafana write them', () => {
    expect(read(DASHBOARD)?.variables).toMatchObject([
      { name: 'source', listed: undefined, current: 'a', refreshes: false },
      {
        name: 'model',
        query: 'label_values(x, model)',
        listed: { selector: 'x', label: 'model' },
        refreshes: true,
      },
      { name: 'many', query: 'label_values(y, z)', current: undefined },
    ]);
  });

  it('reads label_values between blanks', () => {
    const list = [{ name: 'a', type: 'query', query: ' label_values( x{y="1, 2"} , z ) ' }];
    const dashboard = read({ panels: [], templating: { list } });
    expect(dashboard?.variables[0]?.listed).toEqual({ selector: 'x{y="1, 2"}', label: 'z' });
    expect(dashboard?.queries).toMatchObject([{ expression: 'x{y="1, 2"}', asksLabel: 'z' }]);
  });

  it('reads the panels of the rows that Grafana had before 5', () => {
    const rows = [{ panels: [{ title: 'old', datasource: 'a', targets: [{ expr: 'up' }] }] }];
    expect(read({ rows })).toMatchObject({
      references: [{ where: 'panel "old"', source: 'a' }],
      queries: [{ where: 'panel "old"', expression: 'up' }],
    });
  });

  it('reads a variable of ad hoc filters, which has no query', () => {
    const list = [{ name: 'filters', type: 'adhoc', filters: [] }];
    const panels = [{ title: 'one', targets: [{ expr: 'up' }] }];
    expect(read({ panels, templating: { list } })).toMatchObject({
      queries: [{ expression: 'up' }],
      variables: [{ name: 'filters', query: '', listed: undefined }],
    });
  });

  it('reads a key that is null as one that is absent', () => {
    const panels = [{ title: null, panels: null, targets: [{ expr: 'up' }] }, { targets: null }];
    const value = { title: null, rows: null, __inputs: null, templating: { list: null }, panels };
    expect(read(value)).toMatchObject({ title: 'without a title', queries: [{ expression: 'up' }] });
  });

  it("reads a dashboard as Grafana's API wraps it, and rejects other values", () => {
    expect(read({ meta: {}, dashboard: DASHBOARD })).toMatchObject({
      uid: 'u',
      inputs: ['DS_PROMETHEUS'],
    });
    expect(read({ panels: 'none' })).toBeUndefined();
    expect(read(undefined)).toBeUndefined();
  });
});

describe('the queries of a dashboard', () => {
  const panels = [{ title: 'one', targets: [] }];
  const list = [
    { name: 'top', type: 'query', query: { query: 'query_result(topk(3, kiosk_a))', qryType: 3 } },
    { name: 'app', type: 'query', datasource: { type: 'loki' }, query: 'label_values({job="x"}, app)' },
  ];
  const annotations = {
    list: [
      { name: 'restarts', datasource: { type: 'prometheus' }, expr: 'changes(kiosk_start[5m])' },
      { name: 'newer', datasource: { type: 'prometheus' }, target: { expr: 'kiosk_b' } },
      { name: 'log', datasource: { type: 'loki' }, expr: '{app="kiosk"}' },
      { builtIn: 1, name: 'Annotations & Alerts' },
    ],
  };

  it('are also those of query_result in variables, and of annotations', () => {
    expect(
      read({ panels, templating: { list }, annotations })?.queries.map(({ where, expression, language }) => [
        where,
        expression,
        language,
      ]),
    ).toEqual([
      ['variable top', 'topk(3, kiosk_a)', undefined],
      ['variable app', '{job="x"}', 'LogQL'],
      ['annotation "restarts"', 'changes(kiosk_start[5m])', undefined],
      ['annotation "newer"', 'kiosk_b', undefined],
      ['annotation "log"', '{app="kiosk"}', 'LogQL'],
    ]);
  });

  it('have the language of an input that an import replaces', () => {
    const inputs = [{ name: 'DS_LOGS', pluginId: 'loki' }];
    const one = { title: 'a', datasource: { uid: '${DS_LOGS}' }, targets: [{ expr: '{a="b"}' }] };
    expect(read({ __inputs: inputs, panels: [one] })?.queries).toMatchObject([{ language: 'LogQL' }]);
  });

  it('are named where they are SQL, and not those of a Prometheus without expression', () => {
    const panel = (type: string, target: object): object => ({
      title: type,
      datasource: { type },
      targets: [target],
    });
    const value = { panels: [panel('mysql', { rawSql: 'select 1' }), panel('prometheus', { query: 'a' })] };
    expect(read(value)?.queries).toMatchObject([{ expression: 'select 1', language: 'SQL' }]);
  });

  it('are those of library panels, too', () => {
    const model = { title: 'shared', targets: [{ expr: 'kiosk_c' }] };
    const value = { panels: [{ libraryPanel: { uid: 'u' } }], __elements: { u: { model } } };
    expect(read(value)?.queries).toMatchObject([{ where: 'panel "shared"', expression: 'kiosk_c' }]);
  });

  it('are read beside entries that are null, or of another type', () => {
    const targets = [null, { expr: null }, { expr: 5 }, { expr: 'kiosk_a' }];
    const value = { panels: [null, { title: 5, targets: {} }, { targets }], templating: { list: [null] } };
    expect(read(value)?.queries.map(({ expression }) => expression)).toEqual(['5', 'kiosk_a']);
  });

  it("are those of VictoriaMetrics' own interface, too", () => {
    const rows = [{ panels: [{ title: 'CPU', expr: ['rate(kiosk_a)', 'kiosk_b'] }] }];
    expect(read({ rows })?.queries).toMatchObject([
      { where: 'panel "CPU"', expression: 'rate(kiosk_a)', dialect: 'MetricsQL' },
      { where: 'panel "CPU"', expression: 'kiosk_b' },
    ]);
  });

  it('may be MetricsQL where the data source is VictoriaMetrics', () => {
    const datasource = { type: 'victoriametrics-metrics-datasource' };
    const value = { panels: [{ datasource, targets: [{ expr: 'a' }] }] };
    expect(read(value)?.queries).toMatchObject([{ dialect: 'MetricsQL' }]);
  });
});
