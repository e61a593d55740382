/** Checks that no scenario shows failing, or passing, yet. A scenario that does removes its check from the list. */
export const UNPROVED: {
  readonly failing: readonly `TL${number}`[];
  readonly passing: readonly `TL${number}`[];
} = {
  // A scenario has no cluster: test/integration/argocd.test.ts has TL140 to TL144 on a real API server.
  // TL150 needs the mounts of a container: test/node/vantage.test.ts has it on a real node.
  // TL415 reports what a cluster does not allow to be read: unknown, and never a fault of the telemetry. The others need a
  // real OpenClaw, its folder or its RPC: test/openclaw has them.
  failing: [
    'TL112',
    'TL140',
    'TL141',
    'TL142',
    'TL143',
    'TL144',
    'TL150',
    'TL206',
    'TL207',
    'TL340',
    'TL341',
    'TL342',
    'TL415',
    'TL643',
  ],
  // The lab's receivers speak plain HTTP; its unit test makes a handshake with a real server.
  passing: [
    'TL112',
    'TL140',
    'TL141',
    'TL142',
    'TL143',
    'TL144',
    'TL150',
    'TL206',
    'TL207',
    'TL340',
    'TL342',
    'TL413',
    'TL643',
  ],
};
