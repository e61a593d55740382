import { describe, expect, it } from 'vitest';
import { filtered } from './collector-filter.ts';

const METRICS = ['openclaw.tokens', 'openclaw.cost.usd', 'other'];

const dropped = (metrics: object): string[] =>
  filtered({ metrics }, METRICS).dropped.map(({ metric }) => metric);

describe('a filter processor', () => {
  it.each<[object, string[]]>([
    [{ metric: ['name == "openclaw.tokens"'] }, ['openclaw.tokens']],
    [{ metric: ['name != "other"'] }, ['openclaw.tokens', 'openclaw.cost.usd']],
    [{ metric: ['IsMatch(name, "^openclaw\\\\.")'] }, ['openclaw.tokens', 'openclaw.cost.usd']],
    [{ metric: ['not IsMatch(name, "openclaw")'] }, ['other']],
    [{ metric: ['HasPrefix(metric.name, "openclaw.c")', 'name == "other"'] }, ['openclaw.cost.usd', 'other']],
    [
      { datapoint: ['metric.name == "other" or metric.name == "openclaw.tokens"'] },
      ['openclaw.tokens', 'other'],
    ],
    [{ exclude: { match_type: 'regexp', metric_names: ['tokens$'] } }, ['openclaw.tokens']],
    [
      { include: { match_type: 'strict', metric_names: ['other'] } },
      ['openclaw.tokens', 'openclaw.cost.usd'],
    ],
    [{}, []],
  ])('%j drops %j', (metrics, names) => {
    expect(dropped(metrics)).toEqual(names);
  });

  it('reports conditions that it cannot evaluate', () => {
    const condition = 'resource.attributes["service.name"] == "x"';
    expect(filtered({ metrics: { metric: [condition] } }, METRICS)).toEqual({
      dropped: [],
      unclear: [condition],
    });
  });
});
