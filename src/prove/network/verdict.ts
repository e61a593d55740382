import type { Answer } from './answer.ts';
import { anyMatch, type Match } from './match.ts';
import type { Path, PolicyRef } from './object.ts';

/** A rule by its place in its policy: `['spec', 'egress', 0]`. */
export interface RuleRef {
  readonly policy: PolicyRef;
  readonly path: Path;
  /** What of it is not judged, where that is why it decides nothing. */
  readonly why?: string;
}

/** A policy that isolates the pod. */
export interface IsolatingPolicy extends PolicyRef {
  /** Where its rules for this direction are: `['spec', 'egress']`. */
  readonly at: Path;
  /** Of a policy of Calico. */
  readonly tier?: string;
}

/** What the policies say of one direction of a connection. */
export interface DirectionVerdict {
  readonly allowed: Answer;
  /** Policies that isolate the pod in this direction. Where there is none, and no rule denies, everything is allowed. */
  readonly selectedBy: readonly IsolatingPolicy[];
  /** Rules that allow it. */
  readonly by: readonly RuleRef[];
  /** Rules that deny it, whatever others allow. */
  readonly denied: readonly RuleRef[];
  /** Rules that may decide it: too little of the cluster is known, or they are not judged. */
  readonly undecided: readonly RuleRef[];
  /** Why it is allowed whatever the policies say. */
  readonly exempt?: string;
}

/** Everything is allowed where no policy can apply, such as outside the cluster. */
export const UNRESTRICTED: DirectionVerdict = {
  allowed: 'yes',
  selectedBy: [],
  by: [],
  denied: [],
  undecided: [],
};

/** A policy as it applies to one connection. */
export interface AppliedPolicy {
  readonly policy: PolicyRef;
  /** Where its rules for this direction are. */
  readonly at: Path;
  readonly selects: Match;
  /** All that no rule allows is dropped, once it selects the pod. */
  readonly isolates: boolean;
  readonly allows: readonly AppliedRule[];
  readonly denies: readonly AppliedRule[];
}

export interface AppliedRule {
  readonly path: Path;
  readonly match: Match;
}

/** Combines policies that have no order: one rule that allows is enough, and one that denies outweighs it. */
export function combine(policies: readonly AppliedPolicy[]): DirectionVerdict {
  const applied = policies.filter(({ selects }) => selects.answer !== 'no');
  const isolating = applied.filter(({ isolates }) => isolates);
  if (isolating.length === 0 && applied.every(({ denies }) => denies.length === 0)) return UNRESTRICTED;
  const allowed = opened(applied);
  const denied = anyMatch(applied.map(deniedBy)).answer;
  const certain = applied.filter(({ selects }) => selects.answer === 'yes');
  const inDoubt = applied.filter(({ selects }) => selects.answer === 'unknown');
  const refs = (rules: 'allows' | 'denies', wanted: Answer, of = applied): RuleRef[] =>
    of.flatMap(({ policy, [rules]: all }) =>
      all.flatMap(({ path, match: { answer, why } }) =>
        answer === wanted ? [{ policy, path, ...(why === undefined ? {} : { why }) }] : [],
      ),
    );
  return {
    allowed: denied === 'yes' ? 'no' : denied === 'unknown' && allowed === 'yes' ? 'unknown' : allowed,
    selectedBy: isolating.map(({ policy, at }) => ({ ...policy, at })),
    by: refs('allows', 'yes'),
    denied: refs('denies', 'yes', certain),
    undecided: [
      ...selectionsInDoubt(applied),
      ...refs('denies', 'yes', inDoubt),
      ...refs('denies', 'unknown'),
      ...refs('allows', 'unknown'),
    ],
  };
}

function deniedBy({ selects, denies }: AppliedPolicy): Match {
  const denied = anyMatch(denies.map(({ match }) => match));
  return denied.answer === 'yes' ? selects : denied;
}

/** Some of the policies may not select the pod: the answer has to hold in both cases. */
function opened(applied: readonly AppliedPolicy[]): Answer {
  const judged = applied.map((policy) => ({
    ...policy,
    opens: anyMatch(policy.allows.map(({ match }) => match)).answer,
  }));
  const isolating = judged.filter(({ isolates }) => isolates);
  const isolated = isolating.some(({ selects }) => selects.answer === 'yes');
  if (judged.some(({ selects, opens }) => selects.answer === 'yes' && opens === 'yes')) return 'yes';
  if (!isolated && isolating.every(({ opens }) => opens === 'yes')) return 'yes';
  return isolated && judged.every(({ opens }) => opens === 'no') ? 'no' : 'unknown';
}

/** Policies of which it is not judged whether they select the pod. */
function selectionsInDoubt(applied: readonly AppliedPolicy[]): RuleRef[] {
  return applied.flatMap(({ policy, selects: { answer, why } }) =>
    answer === 'unknown' && why !== undefined ? [{ policy, path: ['spec'], why }] : [],
  );
}
