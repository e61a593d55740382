import type { LogLine } from '../../sources/index.ts';
import { arrival } from '../../evidence/arrival/evidence.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { STARTED } from '../../failure-modes/known-errors.ts';
import { fail, pass, unknown } from '../../engine/outcome.ts';
import { lastHealthy } from '../../evidence/log-lines.ts';

/** Starts in a row that are no accident any more. */
const STARTS = 3;

/** The process lives long enough to push. */
export const sdkProcessLivesLongEnough = defineCheck({
  id: 'TL312',
  link: 'sdk',
  title: 'Process outlives an interval',
  proves: 'the log does not show the gateway starting again and again within one flush interval',
  explain:
    'The first push comes one interval after the start. A process that is killed before (a crash loop, a liveness ' +
    'probe that is too eager, too little memory) takes with it what it recorded, every time. One that ends as it is ' +
    'told pushes what it holds first.',
  severity: 'error',
  modes: [18],
  needs: ['logs', 'contract'],
  uses: ['gateway', arrival],
  run: async ({ logs, contract, ...witnesses }) => {
    const lines = await logs.lines();
    if (!lines.ok) return unknown(`the logs could not be read: ${lines.error}`);
    const starts = lines.value.filter(({ text, at }) => at !== undefined && STARTED.test(text));
    const [source = ''] = starts.map((line) => line.source);
    if (starts.length === 0)
      return unknown('the logs do not hold the line that a gateway writes when it starts');
    // Several pods in one log start one after the other, too; but then something arrives.
    const healthySince = await lastHealthy({ logs, ...witnesses });
    if (healthySince !== undefined && healthySince > (starts.at(-1)?.at ?? 0))
      return pass('it has worked since the last start', []);
    const { flushIntervalMs } = contract;
    const lives = livesBetween(starts).slice(1 - STARTS);
    const evidence = [
      {
        source,
        saw: `${starts.length} starts, the last of them ${lives.map((ms) => `${ms / 1_000} s`).join(' and ')} apart`,
      },
    ];
    if (starts.length < STARTS || lives.some((ms) => ms >= flushIntervalMs))
      return pass('the process is not started again and again', starts.length < STARTS ? [] : evidence);
    return fail(
      `the process starts again before its first push: ${STARTS} times, and never lived for ${flushIntervalMs / 1_000} s`,
      evidence,
      {
        affects: ['everything that is recorded before the first push'],
        fix: {
          kind: 'manual',
          text: 'see why it ends (kubectl describe pod: last state, exit code, probes, memory); a shorter diagnostics.otel.flushIntervalMs loses less',
        },
      },
    );
  },
});

/** Milliseconds from each start to the next. */
function livesBetween(starts: readonly LogLine[]): number[] {
  const times = starts.map(({ at = 0 }) => at).toSorted((a, b) => a - b);
  return times.slice(1).map((at, index) => at - (times[index] ?? 0));
}
