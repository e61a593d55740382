import type { LabelNamer } from './label-name.ts';

/** Keys that become the same label, by label; only labels of more than one key. Keys keep their order. */
export function labelCollisions(
  keys: Iterable<string>,
  labelName: LabelNamer,
): Map<string, readonly string[]> {
  const byLabel = new Map<string, string[]>();
  for (const key of keys) {
    const label = labelName(key);
    const others = byLabel.get(label);
    if (others === undefined) byLabel.set(label, [key]);
    else others.push(key);
  }
  return new Map([...byLabel].filter(([, colliding]) => colliding.length > 1));
}
