import * as fc from 'fast-check';
import type { Expression } from './expression.ts';
import { orVariable } from './variable.ts';
import { ATTRIBUTES } from './world.ts';

type Arbitrary = fc.Arbitrary<Expression>;

/** Arbitraries of one depth. */
interface Level {
  readonly vector: Arbitrary;
  readonly scalar: Arbitrary;
  readonly matrix: Arbitrary;
}

const DEPTH = 4;

const words = (text: string): fc.Arbitrary<string> => orVariable(fc.constantFrom(...text.split(' ')));
const maybe = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(''), texts);

/** A template of an expression: what is between its texts is chosen. */
const made =
  (type: Expression['type']) =>
  (texts: TemplateStringsArray, ...parts: fc.Arbitrary<string | Expression>[]): Arbitrary =>
    fc.tuple(...parts).map((chosen) => ({
      type,
      parts: texts.flatMap((text, at) => [text, ...chosen.slice(at, at + 1)]),
    }));
const vectorOf = made('vector');
const scalarOf = made('scalar');
const matrixOf = made('matrix');

const LABELS = [...ATTRIBUTES, 'job', 'instance', 'le', 'gone', 'k8s_pod_name'];
const label = fc.constantFrom(...LABELS);
const labelList = fc
  .tuple(
    fc.subarray([...LABELS, '__name__'], { maxLength: 3 }),
    orVariable(label),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(([labels, one, dice]) => `(${(dice === 0 ? [...labels, one] : labels).join(', ')})`);
const listAfter = (keywords: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...keywords.split(' ')), labelList)
    .map(([keyword, list]) => ` ${keyword} ${list} `);
const grouping = maybe(listAfter('by without'));
const on = listAfter('on on ignoring');
const matching = fc.oneof(
  fc.constant(''),
  on,
  fc.tuple(on, listAfter('group_left group_right')).map((both) => both.join('')),
);
/** Values of labels, as they are stored and in other forms. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  lane: ['a', 'b', '500', 'c'],
  zone: ['true', 'false', 'True', '1'],
  code: ['200', '500', '-1', '200.0', '2e2', '5xx'],
  load: ['1', '0.5', '1000000', '1e+21', '1e-7', '1.0', '.5', '1e6', '0.0000001'],
  le: ['0', '0.5', '1', '5', '1000', '1000000', '+Inf', '1.0', '5.0', '1e+06', '2', 'Inf', 'slow'],
  quantile: ['0.5', '0.50', '.5', '50', 'median'],
};
const ANY = ['', '.*', '.+', 'a|b', '200|500', 'True|1', '(5|7)', String.raw`1\.0`];

function matcherOf(
  jobs: readonly string[],
  labels: readonly string[] = [...LABELS, 'quantile', 'job'],
): fc.Arbitrary<string> {
  const values = (name: string): readonly string[] => [
    ...((name === 'job' ? jobs : VALUES[name]) ?? ['a', 'b']),
  ];
  return fc
    .constantFrom(...labels)
    .chain((name) =>
      fc
        .tuple(
          fc.constantFrom('=', '=', '!=', '=~', '!~'),
          orVariable(fc.constantFrom(...values(name), ...values(name), ...ANY)),
        )
        .map(([operator, value]) => `${name}${operator}'${value}'`),
    );
}

function matchersOf(jobs: readonly string[]): fc.Arbitrary<string> {
  return fc
    .oneof({ weight: 5, arbitrary: fc.constant([]) }, fc.array(orVariable(matcherOf(jobs)), { maxLength: 2 }))
    .map((all) => all.join(','));
}

const number = words('0 1 2 0.5 -1 1e3 5m Inf NaN 0x1f');
const duration = words('30s 1m 2m 5m 1h 90 2m30s');
const arithmetic = words('+ - * / % ^ atan2');
const comparison = words('== != > < >= <=');
const bool = maybe(fc.constant(' bool'));
const offset = orVariable(
  fc.constantFrom(
    ' offset 30s',
    ' offset 2m',
    ' offset -30s',
    ' offset 1d',
    ' @ end()',
    ' @ start()',
    ' offset 1m @ end()',
  ),
);
const aggregation = words('sum sum avg min max count group stddev stdvar');
const ofSeries = words(
  'abs ceil sgn sqrt exp sort sort_desc timestamp hour day_of_week round ln deg sinh info absent absent ' +
    'histogram_count histogram_sum histogram_avg histogram_stddev',
);
const ofRange = words(
  'rate rate increase irate delta idelta deriv changes resets avg_over_time sum_over_time min_over_time max_over_time ' +
    'count_over_time last_over_time present_over_time absent_over_time absent_over_time stddev_over_time mad_over_time',
);

/** Random queries over the whole grammar, whose selectors name these metrics; some parts are variables. */
export function queriesOver(names: {
  readonly stored: readonly string[];
  readonly absent: readonly string[];
  /** Forms of the job. */
  readonly jobs: readonly string[];
  /** Labels of the series, by their name. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
}): Arbitrary {
  // A filter by a label that the series have, and perhaps by a value that they do not have.
  const filtered = fc
    .constantFrom(...names.labels)
    .chain(([name, labels]) => matcherOf(names.jobs, labels).map((inner) => `${name}{${inner}}`));
  const matchers = matchersOf(names.jobs);
  const name = fc.oneof(
    { weight: 6, arbitrary: orVariable(fc.constantFrom(...names.stored)) },
    { weight: 2, arbitrary: fc.constantFrom(...names.absent) },
  );
  const braces = matchers.map((inner) => (inner === '' ? '' : `{${inner}}`));
  const selector = fc.oneof(
    { weight: 12, arbitrary: vectorOf`${name}${braces}` },
    { weight: 4, arbitrary: vectorOf`${filtered}` },
    { weight: 1, arbitrary: vectorOf`{"${name}"}` },
    { weight: 1, arbitrary: vectorOf`{__name__="${name}",${matchers}}` },
    { weight: 1, arbitrary: vectorOf`{__name__=~"${name}|${name}"}` },
    { weight: 1, arbitrary: vectorOf`${words('target_info up ALERTS')}` },
  );
  let level: Level = {
    vector: fc.oneof(
      { weight: 4, arbitrary: selector },
      { weight: 1, arbitrary: vectorOf`${selector}${offset}` },
    ),
    scalar: scalarOf`${number}`,
    matrix: matrixOf`${selector}[${duration}]${maybe(offset)}`,
  };
  const levels: Arbitrary[] = [];
  for (let depth = 1; depth <= DEPTH; depth += 1) {
    level = { vector: vectors(level), scalar: scalars(level), matrix: matrices(level) };
    levels.push(level.vector);
  }
  return fc.oneof(...levels);
}

function vectors({ vector, scalar, matrix }: Level): Arbitrary {
  const choices: [number, Arbitrary][] = [
    [2, vector],
    [4, vectorOf`${aggregation}${grouping}(${vector})`],
    [1, vectorOf`${aggregation}(${vector})${grouping}`],
    [1, vectorOf`${words('topk bottomk limitk quantile')}${grouping}(${scalar}, ${vector})`],
    [1, vectorOf`count_values${grouping}("${words('lane fresh')}", ${vector})`],
    [3, vectorOf`${ofSeries}(${vector})`],
    [4, vectorOf`${ofRange}(${matrix})`],
    [1, vectorOf`quantile_over_time(${scalar}, ${matrix})`],
    [1, vectorOf`predict_linear(${matrix}, ${scalar})`],
    [1, vectorOf`histogram_quantile(${scalar}, ${vector})`],
    [1, vectorOf`histogram_fraction(${scalar}, ${scalar}, ${vector})`],
    [1, vectorOf`${words('clamp_max clamp_min')}(${vector}, ${scalar})`],
    [1, vectorOf`label_replace(${vector}, "${orVariable(label)}", "x$1", "${label}", "(.*)")`],
    [1, vectorOf`label_join(${vector}, "${orVariable(label)}", "-", "job", "lane")`],
    [1, vectorOf`vector(${scalar})`],
    [1, vectorOf`${vector} or vector(0)`],
    [4, vectorOf`(${vector} ${arithmetic}${matching} ${vector})`],
    [3, vectorOf`(${vector} ${comparison}${bool}${matching} ${vector})`],
    [5, vectorOf`(${vector} ${words('and or or unless AND OR')}${maybe(on)} ${vector})`],
    [1, vectorOf`(${vector} ${arithmetic} ${scalar})`],
    [1, vectorOf`(${vector} ${comparison} ${scalar})`],
    [1, vectorOf`(${scalar} ${comparison}${bool} ${vector})`],
    [1, vectorOf`-${vector}`],
    [1, vectorOf`# or vector(1)\n${vector}`],
  ];
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

function scalars({ vector, scalar }: Level): Arbitrary {
  return fc.oneof(
    { weight: 4, arbitrary: scalar },
    { weight: 2, arbitrary: scalarOf`scalar(${vector})` },
    { weight: 1, arbitrary: scalarOf`${words('time() pi()')}` },
    { weight: 1, arbitrary: scalarOf`(${scalar} ${arithmetic} ${scalar})` },
    { weight: 1, arbitrary: scalarOf`(${scalar} ${comparison} bool ${scalar})` },
  );
}

function matrices({ vector, matrix }: Level): Arbitrary {
  return fc.oneof(
    { weight: 3, arbitrary: matrix },
    { weight: 2, arbitrary: matrixOf`(${vector})[${duration}:${maybe(words('10s 1m'))}]${maybe(offset)}` },
  );
}
