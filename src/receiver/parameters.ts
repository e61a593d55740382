import type { Context } from 'hono';
import type { Matcher } from '../prove/promql/matcher.ts';
import { parsePromQl } from './promql.ts';
import { QueryError } from '../prove/promql/query-error.ts';

/** Parameters of the query API, from the URL and from a posted form. */
export async function parametersOf(context: Context): Promise<URLSearchParams> {
  const parameters = new URL(context.req.url).searchParams;
  if (context.req.method !== 'POST') return parameters;
  for (const [name, value] of new URLSearchParams(await context.req.text())) parameters.append(name, value);
  return parameters;
}

/**
 * Milliseconds since 1970 of a time in seconds or RFC 3339.
 * @throws {QueryError} `bad_data`
 */
export function timeParameter(parameters: URLSearchParams, name: string, otherwise: number): number {
  const text = parameters.get(name);
  if (text === null || text === '') return otherwise;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Math.round(Number(text) * 1_000);
  const time = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw invalid(
    name,
    `invalid time value for '${name}': cannot parse ${JSON.stringify(text)} to a valid timestamp`,
  );
}

/**
 * The selectors of `match[]`: a series has to match at least one. Without selectors every series matches.
 * @throws {QueryError} `bad_data`
 */
export function matchParameter(parameters: URLSearchParams): (readonly Matcher[])[] {
  return parameters.getAll('match[]').map((text) => {
    const expression = within('match[]', () => parsePromQl(text));
    if (expression.type === 'selector') return expression.matchers;
    throw invalid('match[]', `parse error: ${JSON.stringify(text)} is not a selector`);
  });
}

/** @throws {QueryError} `bad_data` */
export function limitParameter(parameters: URLSearchParams): number {
  const text = parameters.get('limit') ?? '0';
  if (/^\d+$/.test(text)) return Number(text) || Infinity;
  throw invalid('limit', `cannot parse ${JSON.stringify(text)} to a valid number`);
}

/** Adds the name of the parameter to the error of a query. */
export function within<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof QueryError && error.errorType === 'bad_data') throw invalid(name, error.message);
    throw error;
  }
}

function invalid(name: string, message: string): QueryError {
  return new QueryError('bad_data', `invalid parameter ${JSON.stringify(name)}: ${message}`);
}
