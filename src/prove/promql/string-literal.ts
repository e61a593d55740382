import { goString, GoStringError } from '../../shared/text/go-string.ts';
import { QueryError } from './query-error.ts';

/**
 * The text of a string literal in PromQL, which are those of Go.
 * @throws {QueryError} `bad_data` for an escape that Go does not have
 */
export function stringLiteral(literal: string): string {
  try {
    return goString(literal);
  } catch (error) {
    if (error instanceof GoStringError) throw new QueryError('bad_data', `parse error: ${error.message}`);
    throw error;
  }
}
