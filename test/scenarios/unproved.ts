/** Checks that no scenario shows failing, or passing, yet. A scenario that does takes its check off the list. */
export const UNPROVED: {
  readonly failing: readonly `TL${number}`[];
  readonly passing: readonly `TL${number}`[];
} = {
  failing: [],
  passing: [],
};
