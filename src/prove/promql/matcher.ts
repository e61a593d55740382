import { QueryError } from './query-error.ts';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
  /** A label that a series has not is the empty one. */
  readonly matches: (value: string) => boolean;
}

/** Prometheus' regular expressions match the whole value, and `.` matches a line break too. */
export function matcher(label: string, operator: MatchOperator, value: string): Matcher {
  return { label, operator, value, matches: test(operator, value) };
}

export function matchesAll(matchers: readonly Matcher[], labels: ReadonlyMap<string, string>): boolean {
  return matchers.every(({ label, matches }) => matches(labels.get(label) ?? ''));
}

function test(operator: MatchOperator, value: string): Matcher['matches'] {
  if (operator === '=') return (text) => text === value;
  if (operator === '!=') return (text) => text !== value;
  const pattern = anchored(value);
  const wanted = operator === '=~';
  return (text) => pattern.test(text) === wanted;
}

/** What RE2 has and JavaScript has not, or understands otherwise. */
const ONLY_RE2 = /\\[pPAzQEC]|\[\[:|\(\?P|\(\?[a-zA-Z]*-|.\(\?[imsU]+[:)]/;
/** What JavaScript has and RE2 refuses. */
const ONLY_JAVASCRIPT = /\(\?<?[=!]|\\[1-9k]/;

function anchored(source: string): RegExp {
  if (ONLY_RE2.test(source)) {
    throw new QueryError(
      'execution',
      `the embedded receiver does not support the regular expression ${JSON.stringify(source)}: it knows what RE2 and JavaScript have in common`,
    );
  }
  if (ONLY_JAVASCRIPT.test(source)) throw invalid(source, 'invalid or unsupported Perl syntax');
  const caseless = source.startsWith('(?i)');
  try {
    return new RegExp(`^(?:${caseless ? source.slice(4) : source})$`, caseless ? 'si' : 's');
  } catch (error) {
    throw invalid(source, (error as Error).message);
  }
}

function invalid(source: string, why: string): QueryError {
  return new QueryError('bad_data', `parse error: error parsing regexp: ${why}: ${JSON.stringify(source)}`);
}
