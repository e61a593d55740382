import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';

/** Lines of the logs that were given, oldest first as far as they have times. */
export const logLines = defineEvidence({
  name: 'logLines',
  needs: ['logs'],
  answer: async ({ logs }) => {
    const lines = await logs.lines();
    return lines.ok ? known(lines.value) : notKnown(`the logs could not be read: ${lines.error}`);
  },
});
