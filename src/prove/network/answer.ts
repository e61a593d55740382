/** `unknown`: too little of the cluster is known to decide. */
export type Answer = 'yes' | 'no' | 'unknown';

export function answerOf(value: boolean): Answer {
  return value ? 'yes' : 'no';
}

/** One `no` decides. */
export function allOf(answers: readonly Answer[]): Answer {
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** One `yes` decides. */
export function anyOf(answers: readonly Answer[]): Answer {
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? 'unknown' : 'no';
}
