import { QueryError } from './query-error.ts';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
  /** The value of a label that a series lacks is empty. */
  readonly matches: (value: string) => boolean;
  /** A variable of a dashboard gives the value or the operator, so that it may match anything. */
  readonly isVariable?: boolean;
}

/** The metric that matchers name; undefined if they name none, or a variable does. */
export function metricName(matchers: readonly Matcher[]): string | undefined {
  const own = matchers.find(({ label, operator }) => label === '__name__' && operator === '=');
  return own?.isVariable ? undefined : own?.value;
}

/** Regular expressions match the whole value, and `.` also matches a line break, as in Prometheus. */
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

/** Syntax that RE2 supports and JavaScript does not, or reads otherwise. */
const ONLY_RE2 = /\\[pPAzQEC]|\[\[:|\(\?P|\(\?[a-zA-Z]*-|.\(\?[imsU]+[:)]/;
/** Syntax that JavaScript supports and RE2 rejects. */
const ONLY_JAVASCRIPT = /\(\?<?[=!]|\\[1-9k]/;

function anchored(source: string): RegExp {
  if (ONLY_RE2.test(source)) {
    throw new QueryError(
      'execution',
      `the embedded receiver does not support the regular expression ${JSON.stringify(source)}: it supports what RE2 and JavaScript have in common`,
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
