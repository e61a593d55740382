export interface RetiredId {
  readonly id: `TL${number}`;
  /** Why no check has it. */
  readonly reason: string;
}

/** Ids that no check has, and that no check will get: a report or a note that names one must not change its meaning. */
export const RETIRED_IDS: readonly RetiredId[] = [
  { id: 'TL202', reason: 'never used: an early design had it as an example' },
  { id: 'TL809', reason: 'never used: the number was left out' },
];
