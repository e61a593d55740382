import type { Report } from '../../../src/prove/index.ts';
import type { Expect } from './schema.ts';

export type Outcome = 'right' | 'wrong' | 'not judged';

/** What one run of the command line left behind. */
export interface Ended {
  readonly code: number;
  /** Standard output and standard error. */
  readonly text: string;
  /** Undefined where the command prints none. */
  readonly report: Report | undefined;
  readonly patched: Patched | undefined;
}

/** The same folder after all printed patches were applied. */
export interface Patched {
  /** Why a patch could not be applied; undefined if all could. */
  readonly problem: string | undefined;
  readonly count: number;
  readonly code: number;
  readonly files: ReadonlyMap<string, string>;
}

export interface Judgement {
  readonly outcome: Outcome;
  /** One sentence for each expectation that is not met. */
  readonly why: readonly string[];
}

interface Miss {
  readonly outcome: 'wrong' | 'not judged';
  readonly why: string;
}

/** The exit code and the verdict of a run in which too little could be judged. */
const UNDETERMINED = { code: 3, verdict: 'undetermined' };

/** Wrong outweighs not judged: what is absent may be an admitted gap, what is said and not true never is. */
export function judge(expect: Expect, ended: Ended): Judgement {
  const misses = [
    ...exitMisses(expect, ended),
    ...reportMisses(expect, ended),
    ...textMisses(expect, ended.text, 'the output', absentIs(expect, ended)),
    ...patchMisses(expect, ended),
  ];
  const outcome = misses.some((miss) => miss.outcome === 'wrong')
    ? 'wrong'
    : misses.length > 0
      ? 'not judged'
      : 'right';
  return { outcome, why: misses.map(({ why }) => why) };
}

/** What a text that is absent means: a run that says of itself that it could not judge has not said anything wrong. */
function absentIs(expect: Expect, { code }: Ended): Miss['outcome'] {
  return code === UNDETERMINED.code && expect.exit !== UNDETERMINED.code ? 'not judged' : 'wrong';
}

function exitMisses(expect: Expect, ended: Ended): Miss[] {
  if (expect.exit === undefined || expect.exit === ended.code) return [];
  const why = `exit code ${ended.code} instead of ${expect.exit}`;
  return [{ outcome: absentIs(expect, ended), why }];
}

/** Expectations that the output and the exit code show. */
const PLAIN = new Set(['exit', 'says', 'saysNot']);

/** Whether there is something that only a report shows. */
export function needsReport(expect: Expect): boolean {
  const values = Object.entries(expect).flatMap(([name, value]) => (PLAIN.has(name) ? [] : [value]));
  return values.some((value) => (Array.isArray(value) ? value.length > 0 : value !== undefined));
}

/** Whether there is something that only the text for people shows. */
export function needsText({ says, saysNot }: Expect): boolean {
  return says.length > 0 || saysNot.length > 0;
}

function reportMisses(expect: Expect, { report, text }: Ended): Miss[] {
  if (report === undefined)
    return needsReport(expect) ? [miss(false, `there is no report: ${text.trim().slice(0, 300)}`)] : [];
  const statuses = new Map(report.checks.map(({ id, status }) => [id, status]));
  const alarms = report.checks.filter(({ status }) => isAlarm(status));
  const forbidden =
    expect.mustNotFail === 'any'
      ? alarms.map(({ id }) => id)
      : expect.mustNotFail.filter((id) => isAlarm(statuses.get(id)));
  const named = new Set(alarms.flatMap(({ modes }) => modes));
  const cause = report.rootCause?.check ?? null;
  const isOpen = report.verdict === UNDETERMINED.verdict;
  return [
    ...(expect.verdict !== undefined && expect.verdict !== report.verdict
      ? [miss(isOpen, `verdict ${report.verdict} instead of ${expect.verdict}`)]
      : []),
    ...(expect.rootCause !== undefined && expect.rootCause !== cause
      ? [
          miss(
            isOpen && cause === null,
            `root cause ${cause ?? 'none'} instead of ${expect.rootCause ?? 'none'}`,
          ),
        ]
      : []),
    ...expect.modes
      .filter((mode) => !named.has(mode))
      .map((mode) => miss(isOpen, `failure mode ${mode} is not named`)),
    ...forbidden.map((id) => miss(false, `${id} fails: ${messageOf(report, id)}`)),
    ...expect.fails
      .filter((id) => !isAlarm(statuses.get(id)))
      .map((id) => isNot(id, 'fail', statuses.get(id))),
    ...expect.passes
      .filter((id) => statuses.get(id) !== 'pass')
      .map((id) => isNot(id, 'pass', statuses.get(id))),
    ...expect.unknown
      .filter((id) => isJudged(statuses.get(id)))
      .map((id) => miss(false, `${id} is ${statuses.get(id)}, and nothing could be judged`)),
  ];
}

function miss(isNotJudged: boolean, why: string): Miss {
  return { outcome: isNotJudged ? 'not judged' : 'wrong', why };
}

function isNot(id: string, wanted: string, status: string | undefined): Miss {
  return miss(
    status !== undefined && !isJudged(status),
    `${id} is ${status ?? 'absent'} instead of ${wanted}`,
  );
}

function isAlarm(status: string | undefined): boolean {
  return status === 'fail' || status === 'warn';
}

function isJudged(status: string | undefined): boolean {
  return isAlarm(status) || status === 'pass';
}

function messageOf({ checks }: Report, id: string): string {
  return checks.find((check) => check.id === id)?.message ?? '';
}

function textMisses(
  { says, saysNot }: Pick<Expect, 'says' | 'saysNot'>,
  text: string,
  where: string,
  absent: Miss['outcome'],
): Miss[] {
  const plain = text.replace(/\s+/g, ' ');
  return [
    ...says
      .filter((part) => !holds(plain, part))
      .map((part): Miss => ({ outcome: absent, why: `${where} does not say ${part}` })),
    ...saysNot
      .filter((part) => holds(plain, part))
      .map((part): Miss => ({ outcome: 'wrong', why: `${where} says ${part}` })),
  ];
}

function holds(text: string, part: string): boolean {
  const pattern = /^\/(.*)\/$/s.exec(part)?.[1];
  return pattern === undefined ? text.includes(part.replace(/\s+/g, ' ')) : new RegExp(pattern).test(text);
}

function patchMisses(expect: Expect, ended: Ended): Miss[] {
  const wanted = expect.patched;
  const { patched } = ended;
  if (wanted === undefined) return [];
  if (patched === undefined || patched.count === 0)
    return [{ outcome: absentIs(expect, ended), why: 'no patch is printed' }];
  if (patched.problem !== undefined) return [miss(false, patched.problem)];
  return [
    ...(wanted.exit === undefined || wanted.exit === patched.code
      ? []
      : [miss(false, `exit code ${patched.code} instead of ${wanted.exit} with the patch applied`)]),
    ...Object.entries(wanted.files).flatMap(([file, texts]) =>
      textMisses(texts, patched.files.get(file) ?? '', `${file} with the patch applied`, 'wrong'),
    ),
  ];
}
