import { CHECKS, type CheckReport, type Link, type Report } from '../index.ts';
import type { Words } from './words-type.ts';

/** Checks that look for something in logs. */
const OF_LOGS = new Set(CHECKS.filter(({ needs }) => needs.includes('logs')).map(({ id }) => id as string));

const SETTINGS: readonly Link[] = ['config', 'plugin', 'sdk'];
const WAY: readonly Link[] = ['network', 'receiver', 'store'];

/** A report in the order of a document that a person hands in. */
export interface ReportFacts {
  readonly inventory: readonly CheckReport[];
  readonly reachability: readonly CheckReport[];
  readonly logs: readonly CheckReport[];
  /** The check that is the root cause. */
  readonly cause: CheckReport | undefined;
  /** What does not work because of the root cause. */
  readonly affected: readonly { readonly item: string; readonly reason: string }[];
  /** Warnings and faults besides the root cause. */
  readonly others: readonly CheckReport[];
  readonly unchanged: readonly { readonly item: string; readonly reason: string }[];
  readonly risks: readonly { readonly risk: string; readonly mitigation: string }[];
  readonly steps: readonly string[];
}

export function factsOf(report: Report, words: Words): ReportFacts {
  const { checks, rootCause, links, verdict } = report;
  // What could not be checked is listed once, by its reason, among the risks.
  const listed = checks.filter(
    ({ status }) => status !== 'skip' && status !== 'unknown' && status !== 'blocked',
  );
  const isFound = ({ status }: CheckReport): boolean => status === 'fail' || status === 'warn';
  const of = (some: readonly Link[]): CheckReport[] =>
    listed.filter(({ id, link }) => some.includes(link) && !OF_LOGS.has(id));
  const others = checks.filter(
    (check) => isFound(check) && check.id !== rootCause?.check && !check.suppressed,
  );
  const unknown = checks.filter(({ status }) => status === 'unknown');
  const patched = rootCause?.fix?.diff !== undefined;
  return {
    inventory: of(SETTINGS),
    reachability: of(WAY),
    logs: listed.filter(({ id }) => OF_LOGS.has(id)),
    cause: checks.find(({ id }) => id === rootCause?.check),
    affected: [
      ...(rootCause?.affects ?? []).map((item) => ({ item, reason: rootCause?.summary ?? '' })),
      ...links
        .filter(({ status }) => status === 'blocked')
        .map(({ link }) => ({ item: words.links[link], reason: words.blocked(words.links[link]) })),
    ],
    others,
    unchanged: links
      .filter(({ status }) => status === 'pass')
      .map(({ link, message }) => ({ item: words.links[link], reason: message })),
    risks: [
      ...others.map(({ message, fix }) => ({ risk: message, mitigation: fix?.text ?? '' })),
      ...checks.flatMap(({ message, suppressed }) =>
        suppressed ? [{ risk: message, mitigation: `${suppressed.reason} (≤ ${suppressed.until})` }] : [],
      ),
      ...reasons(unknown).map(([message, ids]) => ({
        risk: words.unproved(ids.map((id) => titleOf(id, checks, words)).join(', ')),
        mitigation: message,
      })),
    ],
    steps: [
      ...(rootCause ? [patched ? words.steps.apply : words.steps.applyByHand, words.steps.carry] : []),
      ...others.flatMap(({ id, fix }) => (fix ? [words.stepOfCheck(id, fix.text)] : [])),
      ...(verdict === 'arriving' ? [words.steps.keep] : [words.steps.again]),
    ],
  };
}

/** What a check is about, in the report's language where it is known in it. */
export function titleOf(id: string, checks: readonly CheckReport[], words: Words): string {
  return words.checkTitle(id) ?? checks.find((check) => check.id === id)?.title ?? id;
}

/** Ids of checks by the reason why they could not run. */
function reasons(checks: readonly CheckReport[]): [message: string, ids: string[]][] {
  const found = new Map<string, string[]>();
  for (const { id, message } of checks) found.set(message, [...(found.get(message) ?? []), id]);
  return [...found];
}
