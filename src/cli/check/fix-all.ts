import type { AppliedFix, Fix, Report } from '../../prove/index.ts';
import { applyFix, confirm } from './apply-fix.ts';

/** After so many fixes in a row, a person should look. */
const MOST_FIXES = 10;

/** How the loop asks and shows. */
export interface FixFlow {
  /** Write without asking. */
  readonly yes: boolean;
  /** Checks again, after something was written. */
  readonly again: () => Promise<Report>;
  /** Shows what is about to be written. */
  readonly before: (report: Report, fix: Fix) => void;
  readonly note: (text: string) => void;
}

/** Fixes one fault after the other, until no diff fixes the root cause. */
export async function fixAll(
  first: Report,
  flow: FixFlow,
): Promise<{ readonly last: Report; readonly fixed: readonly AppliedFix[] }> {
  const fixed: AppliedFix[] = [];
  let report = first;
  while (fixed.length < MOST_FIXES) {
    const cause = report.rootCause;
    const fix = cause?.fix;
    if (!cause || fix?.kind !== 'patch') {
      if (cause) flow.note(`nothing more to write: ${fix?.text ?? cause.summary}`);
      break;
    }
    flow.before(report, fix);
    if (!flow.yes && !(await confirm(`write this to ${fix.file}?`))) break;
    flow.note(`wrote ${await applyFix(fix)}; checking again`);
    fixed.push({ check: cause.check, file: fix.file ?? '', text: fix.text, diff: fix.diff ?? '' });
    report = await flow.again();
  }
  return { last: report, fixed };
}
