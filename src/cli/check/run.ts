import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../prove/index.ts';
import { arrivedPhrase } from '../../prove/report/index.ts';
import type { CheckFlags } from './flags.ts';
import type { Settings } from '../settings/read.ts';
import { exitCodeOf } from './exit-code.ts';
import { fixAll } from './fix-all.ts';
import { keepReport, writeTerminationMessage } from './keep.ts';
import { openRounds, type Rounds, timeoutOf } from './round.ts';
import { show } from './show.ts';

const ROUND_MS = 1_000;
const clock = { now: Date.now, sleep };

/** Runs the command. @returns the exit code */
export async function runCheck(
  flags: CheckFlags,
  settings: Settings,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const rounds = await openRounds(flags, settings, env, clock);
  try {
    const again = (): Promise<Report> => untilArriving(flags, rounds);
    const found = await again();
    const report = flags.fix ? await fixAndShow(found, flags, again) : found;
    if (!flags.fix) show(report, flags);
    await keep(report, flags, settings, env);
    return exitCodeOf(report, {
      static: flags.static === true || flags.beforeSync !== undefined,
      failOn: flags.failOn,
      ofPodTemplate: flags.beforeSync !== undefined && flags.beforeSync !== true,
    });
  } finally {
    await rounds.close();
  }
}

/** A report that cannot be kept does not change the verdict: it is said, and the exit code stays. */
async function keep(
  report: Report,
  flags: CheckFlags,
  settings: Settings,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { terminationLog, reportTo } = flags;
  const kubeconfig = flags.kubeconfig ?? settings.kubeconfig;
  const problems = [
    terminationLog === undefined ? undefined : writeTerminationMessage(report, terminationLog),
    reportTo === undefined || kubeconfig === undefined
      ? undefined
      : await keepReport(report, reportTo, { kubeconfig, env, timeoutMs: timeoutOf(flags, settings) }),
  ];
  for (const problem of problems) if (problem !== undefined) note(problem);
}

async function untilArriving(flags: CheckFlags, rounds: Rounds): Promise<Report> {
  const end = Date.now() + (flags.wait ?? 0);
  for (;;) {
    const report = await rounds.run();
    if (report.verdict === 'arriving' || Date.now() + ROUND_MS > end) {
      progress('');
      return report;
    }
    const counted = report.arrived === null ? '' : `, ${arrivedPhrase(report)}`;
    progress(`${report.verdict}${counted}; waiting, ${Math.ceil((end - Date.now()) / 1_000)} s left`);
    await sleep(ROUND_MS);
  }
}

/** A program gets one document, the last report. A person sees each report, and each diff before it is written. */
async function fixAndShow(found: Report, flags: CheckFlags, again: () => Promise<Report>): Promise<Report> {
  const forPerson = flags.output === 'text' && flags.outputFile === undefined;
  let shown: Report | undefined;
  const { last, fixed } = await fixAll(found, {
    yes: flags.yes === true,
    again,
    before: (report, fix) => {
      if (!forPerson) return note(`${fix.text}\n${fix.diff}`);
      show(report, flags);
      shown = report;
    },
    note,
  });
  if (last !== shown) show({ ...last, fixed }, flags);
  return last;
}

function note(text: string): void {
  process.stderr.write(`throughline: ${text}\n`);
}

/** One line that the next one replaces, on a terminal only. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}
