import { expect, it } from 'vitest';
import { trialParts } from './trial-parts.ts';

it.each([
  ['sum(rate(calls[5m])) / 2', ['sum(rate(calls[5m])) / 2']],
  ['sum(rate(calls[5m])) > 5 and on () up', ['sum(rate(calls[5m]))']],
  ['calls > bool 5', ['calls > bool 5']],
  ['calls unless on (job) (up == 0)', ['calls']],
  ['absent(calls) or vector(1)', ['calls']],
  ['max_over_time((calls > 5)[1h:])', ['calls']],
  ['vector(scalar(calls))', ['calls']],
  ['rate(calls[$__interval])', ['rate(calls[5m         ])']],
  ['topk($n, calls) / up', ['{__name__="calls"}']],
  ['up', []],
])('the parts of %s that have to return data', (expression, parts) => {
  expect(trialParts(expression, new Set(['calls']))).toEqual(parts);
});
