/** Labels of the series that an expression returns; undefined if they are not known. */
export type LabelSet =
  | {
      /** Labels that each series has. */
      readonly always: ReadonlySet<string>;
      /** Labels that a series may have, including `always`. */
      readonly possible: ReadonlySet<string>;
    }
  | undefined;

export const NO_LABELS: LabelSet = { always: new Set(), possible: new Set() };

export function labelSet(always: Iterable<string>, optional: Iterable<string> = []): LabelSet {
  const certain = new Set(always);
  return { always: certain, possible: new Set([...certain, ...optional]) };
}

/** Labels after an aggregation by labels, or for matching on them. */
export function only(set: LabelSet, labels: readonly string[]): LabelSet {
  if (set === undefined) return labelSet([], labels);
  return chosen(set, (label) => labels.includes(label));
}

export function without(set: LabelSet, labels: readonly string[]): LabelSet {
  return chosen(set, (label) => !labels.includes(label));
}

/** Adds labels that a series may get, perhaps with an empty value. */
export function possiblyWith(set: LabelSet, labels: readonly string[]): LabelSet {
  if (set === undefined) return undefined;
  const always = [...set.always].filter((label) => !labels.includes(label));
  return labelSet(always, [...set.possible, ...labels]);
}

/** Labels of the series of both sets. */
export function union(one: LabelSet, other: LabelSet): LabelSet {
  if (one === undefined || other === undefined) return undefined;
  const always = [...one.always].filter((label) => other.always.has(label));
  return labelSet(always, [...one.possible, ...other.possible]);
}

function chosen(set: LabelSet, isKept: (label: string) => boolean): LabelSet {
  return set && labelSet([...set.always].filter(isKept), [...set.possible].filter(isKept));
}
