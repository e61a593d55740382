import { applyPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import { renameEdits } from '../promql/index.ts';
import { readReaderFile, type Readers } from '../sources/index.ts';
import { queriesFix } from './edit-queries.ts';

const RENAMES = new Map([['shop_calls', { to: 'shop.calls', labels: new Map<string, string>() }]]);

function fixOf(file: string, text: string) {
  const { queries = [], dashboards = [] } = readReaderFile(file, text) ?? {};
  const readers: Readers = { queries, dashboards, files: new Map([[file, text]]), others: [], unread: [] };
  const given = queries.map((query) => ({ query, edits: renameEdits(query.expression, RENAMES) ?? [] }));
  return queriesFix(
    readers,
    given.filter(({ edits }) => edits.length > 0),
    'replace the name',
  );
}

function patched(file: string, text: string): string | false {
  const fix = fixOf(file, text);
  return applyPatch(text, fix?.diff ?? '');
}

const rules = (...lines: string[]): string =>
  ['groups:', '  - name: g', '    rules:', ...lines.map((line) => `      ${line}`), ''].join('\n');

describe('queriesFix', () => {
  it.each([
    ['plain', 'expr: sum(shop_calls{a="b"})', 'expr: sum({"shop.calls",a="b"})'],
    ['plain, where a brace would begin a map', 'expr: shop_calls > 0', `expr: '{"shop.calls"} > 0'`],
    ['single-quoted', "expr: 'shop_calls{a=''b''}'", `expr: '{"shop.calls",a=''b''}'`],
    ['double-quoted', String.raw`expr: "shop_calls{a=\"b\"}"`, String.raw`expr: "{\"shop.calls\",a=\"b\"}"`],
  ])('edits a %s scalar of a rule', (_, written, right) => {
    const text = rules('- alert: shop_calls', `  ${written} # shop_calls`);
    expect(patched('rules.yaml', text)).toBe(text.replace(written, right));
  });

  it('edits a block scalar and leaves its lines and comments', () => {
    const text = rules('- record: a:b', '  expr: |-', '    sum(', '      shop_calls', '    ) # shop_calls');
    expect(patched('rules.yaml', text)).toBe(text.replace('  shop_calls\n', '  {"shop.calls"}\n'));
  });

  it('edits a folded plain scalar', () => {
    const text = rules('- record: a:b', '  expr: up', '    * shop_calls');
    expect(patched('rules.yaml', text)).toBe(text.replace('shop_calls', '{"shop.calls"}'));
  });

  it('quotes a plain scalar within a flow map, where braces and commas end it', () => {
    const text = rules('- { record: shop_calls, expr: sum(shop_calls) }');
    expect(patched('rules.yaml', text)).toBe(
      text.replace('expr: sum(shop_calls)', `expr: 'sum({"shop.calls"})'`),
    );
  });

  it('edits only the query, not another one that begins like it', () => {
    const text = rules(
      '- record: a:b',
      '  expr: up + shop_calls',
      '- record: a:c',
      '  expr: up + shop_calls_total',
    );
    expect(patched('rules.yaml', text)).toBe(text.replace('shop_calls\n', '{"shop.calls"}\n'));
  });

  it('escapes the quotes in the JSON of a dashboard, also within a ConfigMap', () => {
    const dashboard = JSON.stringify(
      { title: 'shop_calls', panels: [{ title: 'a', targets: [{ expr: 'shop_calls{a="b"} > 1' }] }] },
      null,
      2,
    );
    const right = dashboard.replace('"shop_calls{a=', String.raw`"{\"shop.calls\",a=`);
    expect(patched('a.json', dashboard)).toBe(right);
    const inMap = (json: string): string =>
      `kind: ConfigMap\ndata:\n  a.json: |\n${json.replaceAll(/^/gm, '    ')}\n`;
    expect(patched('map.yaml', inMap(dashboard))).toBe(inMap(right));
  });

  it('edits the metric of a variable, in its query and its definition', () => {
    const query = 'label_values(shop_calls, shop_calls)';
    const text = JSON.stringify({
      title: 'a',
      panels: [],
      templating: { list: [{ name: 'a', type: 'query', definition: query, query: { query } }] },
    });
    expect(patched('a.json', text)).toBe(
      text.replaceAll(query, String.raw`label_values({\"shop.calls\"}, shop_calls)`),
    );
  });

  it('gives no diff where the text of the query is not found', () => {
    const inner = JSON.stringify({ title: 'a', panels: [{ targets: [{ expr: 'shop_calls{a="b"}' }] }] });
    const text = `kind: ConfigMap\ndata:\n  a.json: ${JSON.stringify(inner)}\n`;
    expect(fixOf('map.yaml', text)).toMatchObject({ kind: 'manual' });
  });
});
