import { counted } from '../../../shared/text/count.ts';
import { defineCheck } from '../../engine/define-check.ts';
import { fail, type Judged, pass, unknown } from '../../engine/outcome.ts';
import { healthySince } from '../../evidence/healthy-since.ts';
import { logLines } from '../../evidence/log-lines.ts';
import { type ProcessStart, processStarts } from '../../evidence/process-starts.ts';
import { service } from '../../evidence/service.ts';
import { settingName } from '../../evidence/setting-names.ts';

/** Starts in a row that count as a crash loop. */
const STARTS = 3;

/** The process lives long enough to push. */
export const sdkProcessLivesLongEnough = defineCheck({
  id: 'TL312',
  link: 'sdk',
  title: 'Process outlives an interval',
  proves: 'the log does not show the process starting again and again within one flush interval',
  explain:
    'The first push comes one interval after the start. A process that is killed before (a crash loop, a strict ' +
    'liveness probe, too little memory) loses what it recorded, every time. A process that ends on SIGTERM pushes ' +
    'before it ends. A restart that is asked for, by an edit of the configuration, is no crash.',
  severity: 'error',
  modes: [18],
  onlyPushed: true,
  needs: [logLines, 'contract', service],
  uses: [healthySince],
  run: ({ logLines, contract, healthySince, service }) => {
    const starts = processStarts(logLines.own);
    const [source = ''] = starts.map((start) => start.source);
    if (starts.length === 0)
      return unknown('the logs hold no line that is known to be written at the start of a process');
    const count = counted(starts.length, 'start');
    // Several pods in one log start one after the other, too, but then data arrives.
    if (healthySince !== undefined && healthySince > (starts.at(-1)?.at ?? 0))
      return pass('telemetry has worked since the last start', [{ source, saw: count }]);
    const { flushIntervalMs } = contract;
    const last = starts.slice(-STARTS);
    const lives = livesBetween(last);
    const apart = lives.map((ms) => `${ms / 1_000} s`).join(' and ');
    const evidence: Judged = [
      { source, saw: apart === '' ? count : `${count}, the last ones ${apart} apart` },
    ];
    const isLoop =
      lives.every((ms) => ms < flushIntervalMs) && !last.slice(1).some(({ requested }) => requested);
    if (starts.length < STARTS || !isLoop)
      return pass('the process is not started again and again', evidence);
    return fail(
      `the process starts again before its first push: ${STARTS} starts, none ran for ${flushIntervalMs / 1_000} s`,
      evidence,
      {
        affects: ['all that is recorded before the first push'],
        fix: {
          kind: 'manual',
          text: `see why it ends (kubectl describe pod: last state, exit code, probes, memory); less is lost where ${settingName('interval', service.owner)} is shorter`,
        },
      },
    );
  },
});

/** Milliseconds from each start to the next. */
function livesBetween(starts: readonly ProcessStart[]): number[] {
  return starts.slice(1).map(({ at }, index) => at - (starts[index]?.at ?? 0));
}
