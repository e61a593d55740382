import type { BackendView } from '../../views/backend.ts';

const DAY_MS = 86_400_000;
const AT_ONCE = 4;
const MOST = 100;
/** Other names need an escape in the path, which each server has its own way for. */
const PLAIN_LABEL = /^[A-Za-z_]\w*$/;

/** A label of the series with a name, and how far back its values are of interest. */
export interface LabelOfSeries {
  readonly name: string;
  readonly label: string;
  readonly reachMs: number;
}

/** Values of labels as the backend has them. Undefined for what it was not asked. */
export type StoredValues = (name: string, label: string) => ReadonlySet<string> | undefined;

/** Asks for the values of each label once, at least for those of the last day. */
export async function storedValues(
  { api }: BackendView,
  asked: readonly LabelOfSeries[],
  now: number,
): Promise<StoredValues> {
  const found = new Map<string, ReadonlySet<string>>();
  const reach = Math.max(DAY_MS, ...asked.map(({ reachMs }) => reachMs));
  const each = new Map(
    asked.filter(({ label }) => PLAIN_LABEL.test(label)).map((one) => [keyOf(one.name, one.label), one]),
  );
  const left = [...each].slice(0, MOST).values();
  const work = async (): Promise<void> => {
    for (const [key, { name, label }] of left) {
      const selector = `{__name__=${JSON.stringify(name)}}`;
      found.set(key, new Set(await api.labelValues(label, selector, now - reach, now)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return (name, label) => found.get(keyOf(name, label));
}

function keyOf(name: string, label: string): string {
  return JSON.stringify([name, label]);
}
