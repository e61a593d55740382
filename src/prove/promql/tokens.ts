/** A piece of an expression that may contain variables. */
export interface Token {
  readonly kind: 'string' | 'variable' | 'word' | 'space' | 'sign';
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Where variables are within a string, counted from its start. */
  readonly variables: readonly (readonly [number, number])[];
}

/** `$1` and `${1}` are groups of a regular expression. */
const VARIABLE = /\$\{(?!\d)[^{}]+\}|\$(?!\d)\w+|\[\[(?!\d)[\w.:]+\]\]/g;
const TOKEN = new RegExp(
  [
    /(?<string>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?)/,
    new RegExp(`(?<variable>${VARIABLE.source})`),
    /(?<word>\d[\w.]*|[A-Za-z_][\w:]*)/,
    /(?<space>(?:\s|#[^\n]*)+)/,
    /(?<sign>=~|!~|!=|[=<>]=|.)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gs',
);

export function tokensOf(expression: string): Token[] {
  return [...expression.matchAll(TOKEN)].map((match): Token => {
    const [kind = 'sign', text = ''] =
      Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    const inside = kind === 'string' ? [...text.matchAll(VARIABLE)] : [];
    return {
      kind: kind as Token['kind'],
      text,
      from: match.index,
      to: match.index + text.length,
      variables: inside.map((one) => [one.index, one.index + one[0].length] as const),
    };
  });
}
