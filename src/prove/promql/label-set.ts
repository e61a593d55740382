/** Labels of the series that an expression returns; undefined where nobody can say. */
export type LabelSet =
  | {
      /** Each series has them. */
      readonly always: ReadonlySet<string>;
      /** A series may have them; `always` is among them. */
      readonly possible: ReadonlySet<string>;
    }
  | undefined;

export const NO_LABELS: LabelSet = { always: new Set(), possible: new Set() };

export function labelSet(always: Iterable<string>, optional: Iterable<string> = []): LabelSet {
  const certain = new Set(always);
  return { always: certain, possible: new Set([...certain, ...optional]) };
}

/** Of what is aggregated by labels, or matched on them. */
export function only(set: LabelSet, labels: readonly string[]): LabelSet {
  if (set === undefined) return labelSet([], labels);
  return chosen(set, (label) => labels.includes(label));
}

export function without(set: LabelSet, labels: readonly string[]): LabelSet {
  return chosen(set, (label) => !labels.includes(label));
}

/** With labels besides that a series may get, or may get an empty value for. */
export function possiblyWith(set: LabelSet, labels: readonly string[]): LabelSet {
  if (set === undefined) return undefined;
  const always = [...set.always].filter((label) => !labels.includes(label));
  return labelSet(always, [...set.possible, ...labels]);
}

/** Of the series of two sets together. */
export function union(one: LabelSet, other: LabelSet): LabelSet {
  if (one === undefined || other === undefined) return undefined;
  const always = [...one.always].filter((label) => other.always.has(label));
  return labelSet(always, [...one.possible, ...other.possible]);
}

function chosen(set: LabelSet, isKept: (label: string) => boolean): LabelSet {
  return set && labelSet([...set.always].filter(isKept), [...set.possible].filter(isKept));
}
