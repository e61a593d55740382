import { isWritten, plainDecimal, rewritten, spelledNumber } from '../../translate/index.ts';
import type { Domain } from './domain.ts';

/** Why no series has a value. */
export interface RuledOut {
  /** What the label has instead, as the end of a sentence. */
  readonly why: string;
  /** The value that is meant: the same one as the translation writes it. */
  readonly meant?: string;
}

const MOST_SHOWN = 20;

/**
 * Why no series of a metric has this value of a label; undefined if one may have it.
 *
 * @param stored the values that the backend has; undefined without a backend
 */
export function ruledOut(
  domain: Domain,
  value: string,
  stored: ReadonlySet<string> | undefined,
): RuledOut | undefined {
  if (stored?.has(value)) return undefined;
  switch (domain.of) {
    case 'service':
      return otherService(domain, value, stored);
    case 'bound':
      return otherBound(domain.bounds, value, stored);
    case 'quantile':
      return otherQuantile(value, stored);
    case 'attribute':
      return otherAttribute(domain.values, value, stored);
  }
}

function otherService(
  { own, isName }: Extract<Domain, { of: 'service' }>,
  value: string,
  stored?: ReadonlySet<string>,
): RuledOut | undefined {
  if (value === own) return undefined;
  const isStored = stored?.has(own) === true;
  const isSame = isName && (own.endsWith(`/${value}`) || value.endsWith(`/${own}`));
  // Another service may have the same metrics: only the backend knows.
  if (!isSame && !isStored) return undefined;
  const form = own.includes('/') ? 'with the namespace' : 'without a namespace';
  const why = `the service of the contract is ${JSON.stringify(own)}${isSame ? `, ${form}` : ''}`;
  return { why, ...(isSame ? tried(own, stored) : {}) };
}

function otherBound(
  bounds: readonly number[] | undefined,
  value: string,
  stored?: ReadonlySet<string>,
): RuledOut | undefined {
  const number = spelledNumber(value);
  if (number === undefined) return { why: 'a bound is a number' };
  if (number === Infinity) {
    return value === '+Inf' ? undefined : { why: 'the last bound is +Inf', ...tried('+Inf', stored) };
  }
  const same = sameNumber(number, stored);
  if (same !== undefined) return { why: `the bound is stored as ${JSON.stringify(same)}`, meant: same };
  if (bounds === undefined || bounds.includes(number)) return undefined;
  return { why: `its bounds are ${listed([...bounds.map(plainDecimal), '+Inf'])}` };
}

function otherQuantile(value: string, stored?: ReadonlySet<string>): RuledOut | undefined {
  const number = spelledNumber(value);
  if (number === undefined || number < 0 || number > 1) return { why: 'a quantile is a number from 0 to 1' };
  const same = sameNumber(number, stored);
  return same === undefined
    ? undefined
    : { why: `the quantile is stored as ${JSON.stringify(same)}`, meant: same };
}

function otherAttribute(
  values: Extract<Domain, { of: 'attribute' }>['values'],
  value: string,
  stored?: ReadonlySet<string>,
): RuledOut | undefined {
  if (typeof values !== 'string')
    return values.includes(value) ? undefined : { why: `it is one of ${listed(values)}` };
  if (isWritten(values, value)) return undefined;
  const meant = rewritten(values, value);
  const form = values === 'boolean' ? 'true or false' : `a number of the type ${values}`;
  return { why: `it is ${form}`, ...(meant === undefined ? {} : tried(meant, stored)) };
}

/** Without data for it, a fix would not show whether it is right. */
function tried(meant: string, stored?: ReadonlySet<string>): { meant?: string } {
  return stored === undefined || stored.has(meant) ? { meant } : {};
}

function sameNumber(number: number, stored: Iterable<string> = []): string | undefined {
  return [...stored].find((text) => spelledNumber(text) === number);
}

function listed(values: readonly string[]): string {
  const rest = values.length > MOST_SHOWN ? `, and ${values.length - MOST_SHOWN} more` : '';
  return `${values.slice(0, MOST_SHOWN).join(', ')}${rest}`;
}
