import { z } from 'zod';

const conditions = z.array(z.string()).nullish();
const matchShape = z
  .object({ match_type: z.string().nullish(), metric_names: z.array(z.string()).nullish() })
  .nullish();
const filterShape = z.object({
  metrics: z
    .object({
      metric: conditions,
      datapoint: conditions,
      include: matchShape,
      exclude: matchShape,
    })
    .nullish(),
});

/** What a filter processor drops of the named metrics, and what of it could not be followed. */
export interface Filtered {
  readonly dropped: readonly { readonly metric: string; readonly because: string }[];
  readonly unclear: readonly string[];
}

/**
 * Evaluates a filter processor on metric names: conditions on the name alone, and the older include and exclude lists.
 * A condition on anything else is told, not guessed.
 *
 * @see https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/filterprocessor
 */
export function filtered(processor: unknown, metrics: readonly string[]): Filtered {
  const parsed = filterShape.safeParse(processor ?? {});
  if (!parsed.success) return { dropped: [], unclear: ['its configuration'] };
  const { metric, datapoint, include, exclude } = parsed.data.metrics ?? {};
  const written = [...(metric ?? []), ...(datapoint ?? [])];
  const tests = written.map((text) => ({ text, test: nameTest(text) }));
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

function matches(
  { match_type: type, metric_names: names }: NonNullable<z.output<typeof matchShape>>,
  name: string,
): boolean {
  return (names ?? []).some((each) =>
    type === 'regexp' ? isRegex(each) && regex(each).test(name) : each === name,
  );
}

/** As Go's: not anchored. */
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
