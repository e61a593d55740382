import { describe, expect, it } from 'vitest';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { queryHiddenAbsence } from './hidden-absence.ts';

const judged = (expression: string) => queryHiddenAbsence.runWith({ readers: dashboardOf(expression) });

describe('query/hidden-absence', () => {
  it('passes on queries that show absence, or another metric instead', async () => {
    expect((await judged('sum(openclaw_tokens_total)')).status).toBe('pass');
    expect((await judged('a_total or b_total')).status).toBe('pass');
  });

  it('warns about "or vector(0)" where the query returns its number', async () => {
    expect((await judged('sum(rate(a_total[5m])) or vector(0)')).status).toBe('warn');
    expect((await judged('(a_total or vector( 0 )) / 2')).status).toBe('warn');
  });

  it('passes where the divisor is absent with the numerator', async () => {
    expect((await judged('1 - (sum(rate(a_total[5m])) or vector(0)) / sum(rate(b_total[5m]))')).status).toBe(
      'pass',
    );
  });

  it('passes on an alert that fires where nothing is there, and warns about one that does not', async () => {
    const alert = (expression: string) => {
      const { queries, ...rest } = dashboardOf(expression);
      const readers = { ...rest, queries: queries.map((query) => ({ ...query, where: 'alert Idle' })) };
      return queryHiddenAbsence.runWith({ readers });
    };
    expect((await alert('(sum(a_total) or vector(0)) < 5')).status).toBe('pass');
    expect((await alert('(sum(a_total) or vector(0)) < 0')).status).toBe('warn');
  });
});
