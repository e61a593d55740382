import { describe, expect, it } from 'vitest';
import { followLabels, type LabelFlow } from './label-flow.ts';
import { labelSet } from './label-set.ts';
import { parse } from './parsed.ts';

/** `tokens` and `cost` are known; nothing is of other metrics. */
function followed(expression: string): LabelFlow {
  return followLabels(parse(expression), (matchers) => {
    const name = matchers.find(({ label }) => label === '__name__')?.value;
    if (name === 'tokens') return labelSet(['job', 'direction', 'model'], ['instance']);
    if (name === 'le_bucket') return labelSet(['job', 'model', 'le'], ['instance']);
    if (name === 'cost') return labelSet(['job', 'model'], ['instance']);
    return undefined;
  });
}

const absentIn = (expression: string): string[] => followed(expression).absent.map(({ label }) => label);
const apartIn = (expression: string) => followed(expression).apart.flatMap(({ labels }) => labels);

describe('followLabels', () => {
  it.each([
    ['sum by (nowhere) (tokens)', ['nowhere']],
    ['sum by (direction, job, instance) (rate(tokens[5m]))', []],
    ['sum by (model) (sum by (direction) (tokens))', ['model']],
    ['sum by (nowhere) (sum by (nowhere) (tokens))', ['nowhere']],
    ['topk by (nowhere) (3, tokens)', ['nowhere']],
    ['sum by (direction) (topk(3, tokens))', []],
    ['sum by (model) (sum without (model) (tokens))', ['model']],
    ['sum by ("a.b") (tokens)', ['a.b']],
    ['sum by (anything) (other)', []],
    ['sum by (b) (sum by (a) (other))', ['b']],
  ])('reports labels that %s groups by and that do not exist', (expression, absent) => {
    expect(absentIn(expression)).toEqual(absent);
  });

  it.each([
    'sum by (svc) (label_replace(tokens, "svc", "$1", "job", "(.*)"))',
    "max by (x) (label_join(tokens, `x`, '-', 'job', 'model'))",
    'sum by (version) (count_values("version", tokens))',
    'sum by (team) (tokens * on (job) group_left (team) owner)',
    'sum by (team) (owner * on (job) group_right (team) tokens)',
    'sum by (cluster) (info(tokens))',
    'sum by (foo) (absent(tokens{foo="x"}))',
    'sum by (job) (tokens[$__range] offset 5m)',
    'count by (__name__) (tokens)',
    'sum by ($by) (tokens)',
    'sum by (x) (label_replace(tokens, "$dst", "$1", "job", "(.*)"))',
    'sum by (nowhere) ($agg by (a) (tokens))',
    'sum by (a) (vector(scalar(tokens)) + on () group_left (a) other)',
    'sum by (le) (histogram_quantile($q, other))',
    'sum by (job) (histogram_quantile(scalar(cost{x="y"}), tokens))',
  ])('accepts a label that the expression itself adds: %s', (expression) => {
    expect(absentIn(expression)).toEqual([]);
  });

  it.each([
    ['tokens / on (nowhere) cost', ['nowhere']],
    ['tokens * on (model) group_left (nowhere) cost', ['nowhere']],
    ['tokens * on (model) group_left (instance) cost', []],
    ['tokens / ignoring (nowhere, direction) group_left cost', []],
  ])('reports labels that %s matches on or copies and that do not exist', (expression, absent) => {
    expect(absentIn(expression)).toEqual(absent);
  });

  it.each([
    ['tokens / cost', ['direction']],
    ['cost / tokens', ['direction']],
    ['tokens > cost', ['direction']],
    ['tokens and cost', ['direction']],
    ['cost * on (direction) tokens', ['direction']],
    ['sum(tokens) / cost', ['job', 'model']],
    ['sum by (model) (tokens) / sum by (job) (cost)', ['model', 'job']],
    ['-tokens + (cost)', ['direction']],
  ])('reports that the sides of %s never match', (expression, labels) => {
    expect(apartIn(expression)).toEqual(labels);
  });

  it.each([
    'tokens / ignoring (direction) group_left cost',
    'sum by (model) (tokens) / sum by (model) (cost)',
    'sum(tokens) / sum(cost)',
    'tokens / on (model) group_left cost',
    'tokens and on () vector(1)',
    'tokens unless cost',
    'tokens or cost',
    'tokens / 2 + time()',
    '60 * tokens > bool scalar(cost)',
    'tokens / other',
    'cost / max without (instance, direction) (tokens)',
    'tokens / on ($by) cost',
    'tokens $op cost',
    'tokens / $cost',
    'tokens + fill (0) cost',
    'sum(tokens) * vector(scalar(cost))',
    'sum(tokens) / vector(2)',
    '# tokens / cost\ntokens',
    'histogram_fraction(0, 1, le_bucket) / cost',
  ])('reports nothing for %s', (expression) => {
    expect(apartIn(expression)).toEqual([]);
  });
});
