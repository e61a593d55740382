import { describe, expect, it } from 'vitest';
import { describeDashboard } from './described.ts';

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

const described = (value: unknown) => describeDashboard('f.json', value, JSON.stringify(value, null, 1));

describe('describeDashboard', () => {
  it('finds the data source of each panel and query, those in rows among them', () => {
    expect(described(DASHBOARD)?.references).toMatchObject([
      { where: 'panel "one"', source: 'a' },
      { where: 'panel "one"', source: 'by name' },
      { where: 'panel "two"', source: '${source}' },
    ]);
  });

  it('tells the line of a data source', () => {
    expect(described({ panels: [{ datasource: { uid: 'x' } }] })?.references[0]?.line).toBe(5);
  });

  it('reads variables as old and new Grafanas write them', () => {
    expect(described(DASHBOARD)?.variables).toMatchObject([
      { name: 'source', current: 'a', refreshes: false },
      { name: 'model', query: 'label_values(x, model)', refreshes: true },
      { name: 'many', query: 'label_values(y, z)', current: undefined },
    ]);
  });

  it("reads it as Grafana's API wraps it, and nothing else", () => {
    expect(described({ meta: {}, dashboard: DASHBOARD })).toMatchObject({
      uid: 'u',
      inputs: ['DS_PROMETHEUS'],
    });
    expect(described({ panels: 'none' })).toBeUndefined();
    expect(described(undefined)).toBeUndefined();
  });
});
