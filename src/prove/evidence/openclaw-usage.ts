import { defineEvidence, known, notKnown } from '../engine/define-evidence.ts';
import { readSessionUsage, type Usage, type UsageDay } from '../sources/index.ts';
import { openclawRuntime } from './openclaw-runtime.ts';

/** What an OpenClaw itself counted: a ledger that does not depend on its exporter. */
export interface CountedUsage {
  readonly source: string;
  /** Unix milliseconds from which it counts. */
  readonly since: number;
  /** Whether the counters of the process began then, so that the stored totals are those of the same time. */
  readonly sinceStart: boolean;
  readonly usage: Usage;
}

/** By the session logs since the start of the process, or by the RPC for the running UTC day. */
export const openclawUsage = defineEvidence({
  name: 'openclawUsage',
  needs: ['clock', openclawRuntime],
  uses: ['openclaw'],
  answer: ({ clock, openclawRuntime: { startedAt, usage: days, source }, openclaw }) => {
    if (openclaw?.state !== undefined && startedAt !== undefined) {
      const usage = readSessionUsage(openclaw.state, startedAt);
      if (usage) {
        const counted: CountedUsage = {
          source: `session logs in ${openclaw.state}`,
          since: startedAt,
          sinceStart: true,
          usage,
        };
        return known(counted);
      }
    }
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    const day = days?.find(({ date }) => date === today);
    if (!day)
      return notKnown('the gateway does not show its own count of tokens: give its folder, --openclaw HOME');
    const counted: CountedUsage = {
      source: `${source}, usage.cost of ${today} (UTC)`,
      since: Date.parse(today),
      sinceStart: false,
      usage: ofDay(day),
    };
    return known(counted);
  },
});

function ofDay({ input, output, cacheRead, cacheWrite, totalCost }: UsageDay): Usage {
  return { input, output, cacheRead, cacheWrite, cost: totalCost, responses: undefined };
}
