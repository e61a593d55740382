import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ScenarioError, whyNotRun } from './error.ts';

describe('whyNotRun', () => {
  it.each([
    ['a scenario that cannot be run', new ScenarioError('no gateway'), 'no gateway'],
    [
      'an error of several lines',
      new Error('no report: bad flag\n    at x'),
      'it could not be run: no report: bad flag',
    ],
    [
      'a response of another form',
      z.object({ metrics: z.array(z.string()) }).safeParse({}).error,
      "it could not be run: the gateway's response is not as expected: metrics: Invalid input: expected array, received undefined",
    ],
  ])('explains %s in one line', (_, error, line) => {
    expect(whyNotRun(error)).toBe(line);
  });
});
