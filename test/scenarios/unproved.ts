/** Checks that no scenario shows failing, or passing, yet. A scenario that does takes its check off the list. */
export const UNPROVED: {
  readonly failing: readonly `TL${number}`[];
  readonly passing: readonly `TL${number}`[];
} = {
  failing: [
    'TL106',
    'TL108',
    'TL304',
    'TL306',
    'TL307',
    'TL309',
    'TL330',
    'TL331',
    'TL332',
    'TL333',
    'TL407',
    'TL408',
    'TL415',
    'TL530',
    'TL601',
    'TL805',
  ],
  passing: ['TL330', 'TL331', 'TL332', 'TL333', 'TL415', 'TL509', 'TL530', 'TL601', 'TL805'],
};
