import { describe, expect, it } from 'vitest';
import { dashboardOf } from '../../../../test/support/readers.ts';
import { queryHiddenAbsence } from './hidden-absence.ts';

const judged = (expression: string) => queryHiddenAbsence.runWith({ readers: dashboardOf(expression) });

describe('query/hidden-absence', () => {
  it('passes on queries that show absence, or another metric instead', async () => {
    expect((await judged('sum(openclaw_tokens_total)')).status).toBe('pass');
    expect((await judged('a_total or b_total')).status).toBe('pass');
  });

  it('warns about "or vector(0)", wherever it is in the expression', async () => {
    expect((await judged('sum(rate(a_total[5m])) or vector(0)')).status).toBe('warn');
    expect((await judged('(a_total or vector( 0 )) / 2')).status).toBe('warn');
  });
});
