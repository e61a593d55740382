import { describe, expect, it } from 'vitest';
import type { ReaderQuery } from '../sources/index.ts';
import { parsedQueries } from './queries.ts';

const query = (expression: string, more: Partial<ReaderQuery> = {}): ReaderQuery => ({
  file: 'a.yaml',
  line: 1,
  where: 'alert A',
  written: expression,
  expression,
  ...more,
});

describe('parsedQueries', () => {
  it('takes all rules of a group as LogQL where one shows it', () => {
    const { read, notJudged } = parsedQueries([
      query('sum(rate({app="a"} |= "b" [5m]))', { group: 'a' }),
      query('absent_over_time({app="a"}[5m])', { group: 'a' }),
      query('absent_over_time({app="a"}[5m])', { group: 'b' }),
      query('up'),
    ]);
    expect(read.map(({ group }) => group)).toEqual(['b', undefined]);
    expect(notJudged.map(({ problem }) => problem)).toEqual([
      'it is LogQL',
      'it is LogQL, as others of its group',
    ]);
  });

  it('does not call an expression wrong that MetricsQL may have', () => {
    const { wrong, notJudged } = parsedQueries([query('some_new_function(a)', { dialect: 'MetricsQL' })]);
    expect(wrong).toEqual([]);
    expect(notJudged).toMatchObject([{ problem: 'it is no PromQL, and may be MetricsQL' }]);
  });

  it('calls an expression wrong that is no PromQL', () => {
    expect(parsedQueries([query('sum(')]).wrong).toHaveLength(1);
  });
});
