/** Checks that no scenario shows failing, or passing, yet. A scenario that does takes its check off the list. */
export const UNPROVED: {
  readonly failing: readonly `TL${number}`[];
  readonly passing: readonly `TL${number}`[];
} = {
  // It tells what a cluster does not let be read, which is unknown, and never a fault of the telemetry.
  failing: ['TL415'],
  passing: [],
};
