import type { Answer } from './answer.ts';

/** An answer, and why it is `unknown` where that is not for labels or addresses that the cluster does not show. */
export interface Match {
  readonly answer: Answer;
  readonly why?: string;
}

export const YES: Match = { answer: 'yes' };
export const NO: Match = { answer: 'no' };

export function matchOf(answer: Answer | boolean): Match {
  if (typeof answer === 'boolean') return answer ? YES : NO;
  return { answer };
}

/** What is written there is not judged: `why` is the field, or a sentence. */
export function notJudged(why: string): Match {
  return { answer: 'unknown', why };
}

export function not({ answer, ...rest }: Match): Match {
  return { ...rest, answer: answer === 'unknown' ? 'unknown' : answer === 'yes' ? 'no' : 'yes' };
}

/** One `no` decides. */
export function allMatch(matches: readonly Match[]): Match {
  return matches.find(({ answer }) => answer === 'no') ?? firstUnknown(matches) ?? YES;
}

/** One `yes` decides. */
export function anyMatch(matches: readonly Match[]): Match {
  return matches.find(({ answer }) => answer === 'yes') ?? firstUnknown(matches) ?? NO;
}

/** A reason is worth more than none. */
function firstUnknown(matches: readonly Match[]): Match | undefined {
  const open = matches.filter(({ answer }) => answer === 'unknown');
  return open.find(({ why }) => why !== undefined) ?? open[0];
}
