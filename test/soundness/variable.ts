import * as fc from 'fast-check';

const WRITTEN = /\$\{v([0-9a-f]+)(?::raw)?\}|\$v([0-9a-f]+)\b|\[\[v([0-9a-f]+)\]\]/g;

/** A variable of a dashboard in the place of a text; its name is the text, in hexadecimal digits. */
function variableFor(text: string, form: number): string {
  const name = `v${Buffer.from(text).toString('hex')}`;
  return [`\${${name}}`, `\${${name}:raw}`, `$${name}`, `[[${name}]]`][form] ?? '';
}

/** The same texts, some of them as variables. */
export function orVariable(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 30, arbitrary: texts },
    {
      weight: 1,
      arbitrary: fc.tuple(texts, fc.integer({ min: 0, max: 3 })).map((one) => variableFor(...one)),
    },
  );
}

/** The query that the dashboard sends. */
export function withValues(query: string): string {
  return query.replaceAll(WRITTEN, (_, ...names: (string | undefined)[]) =>
    Buffer.from(names.slice(0, 3).find((name) => name !== undefined) ?? '', 'hex').toString(),
  );
}
