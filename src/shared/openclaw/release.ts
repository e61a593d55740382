import { FACTS, type RangedFact } from './facts.ts';
import { lineById, lineOf, RELEASE_LINES, type ReleaseLine, type ReleaseLineId } from './lines.ts';
import { isInRange, versionNumbers } from './version.ts';

type Questions = typeof FACTS;

/** The answer to each question about one version; undefined where it is not known for that version. */
export type ReleaseFacts = {
  readonly [Question in keyof Questions]:
    | (Questions[Question] extends RangedFact<infer Value>[] ? Value : never)
    | undefined;
};

/** What is known of one version of OpenClaw. */
export interface Release {
  /** As it was asked for, without a `v` before it. */
  readonly version: string;
  /** The line that covers the version; undefined where its package was not read. */
  readonly line: ReleaseLineId | undefined;
  /** The line that is nearest. Where `line` is undefined, an answer by it is a guess and has to be said as one. */
  readonly nearest: ReleaseLineId;
  /** Whether the package of this very version was read and run. */
  readonly isMeasured: boolean;
  readonly facts: ReleaseFacts;
}

/**
 * What is known of a version of OpenClaw, such as `2026.2.19`, `v2026.9.6` or `2026.9.3-beta.1`.
 *
 * @returns `unknown` for a text that is no version of OpenClaw, such as `latest`
 */
export function releaseOf(version: string): Release | 'unknown' {
  const plain = version.trim().replace(/^v/, '');
  return versionNumbers(plain) ? factsOf(plain) : 'unknown';
}

function factsOf(plain: string): Release {
  const line = lineOf(plain);
  const facts = Object.fromEntries(
    Object.entries<readonly RangedFact<unknown>[]>(FACTS).map(([question, rows]) => [
      question,
      rows.find((row) => isInRange(plain, row))?.value,
    ]),
  );
  return {
    version: plain,
    line: line?.id,
    nearest: (line ?? nearestLine(plain)).id,
    isMeasured: line?.measured === plain,
    facts: facts as unknown as ReleaseFacts,
  };
}

/** The facts of a line: those of the version that was measured. */
export function releaseOfLine(id: ReleaseLineId): Release {
  return factsOf(lineById(id).measured);
}

/** The line whose measured version is the fewest months away; of two, the later. */
function nearestLine(version: string): ReleaseLine {
  const distance = ({ measured }: ReleaseLine): number => Math.abs(monthsOf(version) - monthsOf(measured));
  const [first, ...others] = RELEASE_LINES;
  return others.reduce((best, line) => (distance(line) <= distance(best) ? line : best), first);
}

function monthsOf(version: string): number {
  const [year, month] = versionNumbers(version) ?? [0, 0];
  return year * 12 + month;
}
