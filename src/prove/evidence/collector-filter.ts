import { metricFilter, type NameMatch } from '../sources/index.ts';

/** Which of the named metrics a filter processor drops, and which of its conditions could not be evaluated. */
export interface Filtered {
  readonly dropped: readonly { readonly metric: string; readonly because: string }[];
  readonly unclear: readonly string[];
}

/**
 * Evaluates a filter processor on metric names: conditions on the name alone, and the older include and exclude lists.
 * A condition on anything else is reported as unclear.
 */
export function filtered(processor: unknown, metrics: readonly string[]): Filtered {
  const filter = metricFilter(processor);
  if (!filter) return { dropped: [], unclear: ['its configuration'] };
  const { include, exclude } = filter;
  const tests = filter.conditions.map((text) => ({ text, test: nameTest(text) }));
  const unclear = tests.flatMap(({ text, test }) => (test ? [] : [text]));
  const because = (name: string): string | undefined => {
    const condition = tests.find(({ test }) => test?.(name));
    if (condition) return condition.text;
    if (exclude?.metric_names && matches(exclude, name)) return 'exclude';
    if (include?.metric_names && !matches(include, name)) return 'not in include';
    return undefined;
  };
  return {
    unclear,
    dropped: metrics.flatMap((name) => {
      const reason = because(name);
      return reason === undefined ? [] : [{ metric: name, because: reason }];
    }),
  };
}

const NAME = String.raw`(?:metric\.)?name`;
const STRING = String.raw`"((?:[^"\\]|\\.)*)"`;
const FORMS: readonly (readonly [RegExp, (name: string, operand: string) => boolean])[] = [
  [new RegExp(`^${NAME}\\s*==\\s*${STRING}$`), (name, operand) => name === operand],
  [new RegExp(`^${NAME}\\s*!=\\s*${STRING}$`), (name, operand) => name !== operand],
  [
    new RegExp(`^IsMatch\\(\\s*${NAME}\\s*,\\s*${STRING}\\s*\\)$`),
    (name, operand) => regex(operand).test(name),
  ],
  [
    new RegExp(`^HasPrefix\\(\\s*${NAME}\\s*,\\s*${STRING}\\s*\\)$`),
    (name, operand) => name.startsWith(operand),
  ],
];

/** A condition on the name alone, in any of its usual forms, also negated and joined by `or`. */
function nameTest(condition: string): ((name: string) => boolean) | undefined {
  const text = condition.trim();
  const parts = text.split(/\s+or\s+/);
  if (parts.length > 1) {
    const tests = parts.map(nameTest);
    return tests.includes(undefined) ? undefined : (name) => tests.some((test) => test?.(name));
  }
  const negated = /^not\s+(.*)$/s.exec(text);
  if (negated) {
    const test = nameTest(negated[1] ?? '');
    return test && ((name) => !test(name));
  }
  for (const [form, holds] of FORMS) {
    const operand = form.exec(text)?.[1];
    if (operand === undefined) continue;
    const plain = operand.replaceAll(/\\(.)/g, '$1');
    if (text.startsWith('IsMatch') && !isRegex(plain)) return undefined;
    return (name) => holds(name, plain);
  }
  return undefined;
}

function matches({ match_type: type, metric_names: names }: NameMatch, name: string): boolean {
  return (names ?? []).some((each) =>
    type === 'regexp' ? isRegex(each) && regex(each).test(name) : each === name,
  );
}

/** Not anchored, as in Go. */
function regex(source: string): RegExp {
  return new RegExp(source);
}

function isRegex(source: string): boolean {
  try {
    return regex(source) !== undefined;
  } catch {
    return false;
  }
}
