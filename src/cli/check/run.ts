import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../../verify/index.ts';
import type { CheckFlags } from '../commands/check.ts';
import type { Settings } from '../settings.ts';
import { UsageError } from '../usage-error.ts';
import { applyFix, confirm } from './apply-fix.ts';
import { exitCodeOf } from './exit-code.ts';
import { checkOnce, targetOf } from './round.ts';
import { show } from './show.ts';
import { openServers, type Servers, type Target } from './sources.ts';

const ROUND_MS = 1_000;
const clock = { now: Date.now, sleep };
/** Faults that may stand behind one another before a person should look. */
const MOST_FIXES = 10;

/** Runs the command. @returns the exit code */
export async function runCheck(
  flags: CheckFlags,
  settings: Settings,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const target = targetOf(flags, settings, clock);
  const servers = await openServers(target, settings, env);
  try {
    let report = await untilArriving(flags, target, servers, env);
    show(report, flags);
    if (flags.fix) report = await fixAll(report, flags, () => untilArriving(flags, target, servers, env));
    return exitCodeOf(report, { static: target.static, failOn: flags.failOn });
  } finally {
    await servers.close();
  }
}

async function untilArriving(
  flags: CheckFlags,
  target: Target,
  servers: Servers,
  env: NodeJS.ProcessEnv,
): Promise<Report> {
  const end = Date.now() + (flags.wait ?? 0);
  for (;;) {
    const report = await checkOnce(flags.only, target, servers, env, clock);
    if (report.verdict === 'arriving' || Date.now() + ROUND_MS > end) {
      progress('');
      return report;
    }
    const counted =
      report.arrived === null ? '' : `, ${report.arrived} of ${report.expected} metrics arrived`;
    progress(`${report.verdict}${counted}; waiting, ${Math.ceil((end - Date.now()) / 1_000)} s left`);
    await sleep(ROUND_MS);
  }
}

/** Mends one fault after the other, until nothing is left that a diff can mend. */
async function fixAll(first: Report, flags: CheckFlags, again: () => Promise<Report>): Promise<Report> {
  let report = first;
  for (let count = 0; count < MOST_FIXES; count++) {
    const cause = report.rootCause;
    if (cause?.fix?.kind !== 'patch') {
      if (cause) note(`nothing more to write: ${cause.fix?.text ?? cause.summary}`);
      return report;
    }
    if (!flags.yes) {
      if (!process.stdin.isTTY)
        throw new UsageError('--fix asks before it writes; without a terminal, give --yes');
      if (!(await confirm(`write this to ${cause.fix.file}?`))) return report;
    }
    note(`wrote ${applyFix(cause.fix)}; checking again`);
    report = await again();
    show(report, flags);
  }
  return report;
}

function note(text: string): void {
  process.stderr.write(`throughline: ${text}\n`);
}

/** One line that is written over, on a terminal only. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}
